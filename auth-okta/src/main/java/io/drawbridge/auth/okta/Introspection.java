// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.auth.okta;

import io.drawbridge.auth.Environment;
import io.drawbridge.auth.InvalidSettingsException;
import io.drawbridge.auth.Liveness;
import io.drawbridge.auth.Secret;
import io.drawbridge.auth.Settings;
import io.drawbridge.auth.jwt.ConfirmedLiveness;
import io.drawbridge.auth.jwt.KeySettings;
import io.drawbridge.common.LatestEntries;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;

/**
 * Asks Okta whether a token is still active (RFC 7662): a revoked token, or one of a deactivated
 * client, stays good by its signature until it expires. Safe for concurrent use.
 *
 * @param interval for how long an answer counts
 * @param recheck whether Okta is asked again while a tunnel is open
 * @param active when Okta called a token active, of the latest ten thousand: the gateway asks about
 *     every tunnel more often than Okta should be asked about every token
 */
record Introspection(
    IntrospectionEndpoint endpoint,
    Duration timeout,
    Duration interval,
    boolean recheck,
    InstantSource clock,
    ConfirmedLiveness.Pause pause,
    Map<String, Instant> active) {
  /** As many as the gateway remembers verified credentials; one too many is asked about again. */
  private static final int MOST_ACTIVE = 10_000;

  private static final Duration SHORTEST_INTERVAL = Duration.ofSeconds(1);
  private static final Duration LONGEST_INTERVAL = Duration.ofHours(1);
  private static final Duration SHORTEST_TIMEOUT = Duration.ofMillis(200);
  private static final Duration LONGEST_TIMEOUT = Duration.ofSeconds(10);

  sealed interface Answer {
    record Active() implements Answer {}

    /** It is not. The answer need not name the token (RFC 7662, section 2.2). */
    record Inactive() implements Answer {}

    /** Nothing that counts, for a reason without secrets. */
    record Silent(String why) implements Answer {}
  }

  static Optional<Introspection> read(
      Settings settings, String issuer, Environment environment, ConfirmedLiveness.Pause pause)
      throws InvalidSettingsException {
    Settings table = settings.table("introspection").orElse(null);
    if (table == null) {
      return Optional.empty();
    }
    URI address =
        KeySettings.web(
            table,
            "endpoint",
            table.optionalUri("endpoint").orElse(URI.create(issuer + "/v1/introspect")));
    IntrospectionEndpoint endpoint =
        new IntrospectionEndpoint(
            environment,
            address,
            IntrospectionEndpoint.basic(table.text("client_id"), table.secret("client_secret")));
    return Optional.of(
        new Introspection(
            endpoint,
            table.duration("timeout", SHORTEST_TIMEOUT, LONGEST_TIMEOUT, Duration.ofSeconds(2)),
            table.duration("interval", SHORTEST_INTERVAL, LONGEST_INTERVAL, Duration.ofMinutes(1)),
            table.flag("recheck", true),
            environment.clock(),
            pause,
            Collections.synchronizedMap(new LatestEntries<>(MOST_ACTIVE))));
  }

  /** How long one check may take while a tunnel is open; zero if there is none. */
  Duration longestCheck() {
    return recheck ? ConfirmedLiveness.longest(timeout) : Duration.ZERO;
  }

  /** Asks now about the token of that {@code jti}; so much of the time is spent already. */
  Answer ask(Secret token, String id, Duration spent) throws InterruptedException {
    Duration left = timeout.minus(spent);
    Answer answer =
        endpoint.ask(token, id, left.compareTo(SHORTEST_TIMEOUT) < 0 ? SHORTEST_TIMEOUT : left);
    switch (answer) {
      case Answer.Active() -> active.put(id, clock.instant());
      case Answer.Inactive() -> active.remove(id);
      case Answer.Silent _ -> {
        // What was known stays known until it is too old.
      }
    }
    return answer;
  }

  /**
   * Whether the token stays active while a tunnel is open, where that is asked for: it is taken for
   * the job. Nothing is known of a job that ends and leaves its token alive.
   */
  Liveness liveness(Secret token, String id) {
    return recheck
        ? new ConfirmedLiveness(id, () -> state(token, id), pause, clock)
        : Liveness.UNTRACKED;
  }

  /** The state now; Okta is asked only if it has not said so within the interval. */
  private Liveness.State state(Secret token, String id) throws InterruptedException {
    Instant at = active.get(id);
    Duration age = at == null ? interval : Duration.between(at, clock.instant());
    // A clock that was turned back ends it, too.
    if (!age.isNegative() && age.compareTo(interval) < 0) {
      return Liveness.State.RUNNING;
    }
    return switch (ask(token, id, Duration.ZERO)) {
      case Answer.Active() -> Liveness.State.RUNNING;
      case Answer.Inactive() -> Liveness.State.ENDED;
      case Answer.Silent _ -> Liveness.State.UNKNOWN;
    };
  }

  @Override
  public String toString() {
    return "Introspection[" + endpoint + "]";
  }
}
