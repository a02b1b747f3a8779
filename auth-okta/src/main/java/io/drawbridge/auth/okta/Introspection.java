// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.auth.okta;

import io.drawbridge.auth.Environment;
import io.drawbridge.auth.InvalidSettingsException;
import io.drawbridge.auth.Liveness;
import io.drawbridge.auth.Secret;
import io.drawbridge.auth.Settings;
import io.drawbridge.auth.jwt.KeySettings;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Asks Okta whether a token is still active (RFC 7662): a revoked token, or one of a deactivated
 * client, stays good by its signature until it expires. Safe for concurrent use.
 */
final class Introspection {
  private static final Duration SHORTEST_INTERVAL = Duration.ofSeconds(1);
  private static final Duration LONGEST_INTERVAL = Duration.ofHours(1);
  private static final Duration SHORTEST_TIMEOUT = Duration.ofMillis(200);
  private static final Duration LONGEST_TIMEOUT = Duration.ofSeconds(10);

  /** Waits a moment; a test need not. */
  interface Pause {
    /** Returns after about a second. */
    void take() throws InterruptedException;
  }

  /** What Okta said about a token. */
  sealed interface Answer {
    /** It is active. */
    record Active() implements Answer {}

    /** It is not. The answer need not name the token (RFC 7662, section 2.2). */
    record Inactive() implements Answer {}

    /**
     * Nothing that counts.
     *
     * @param why a phrase without secrets
     */
    record Silent(String why) implements Answer {}
  }

  private final IntrospectionEndpoint endpoint;
  private final Duration timeout;
  private final Duration interval;
  private final boolean recheck;
  private final RecentlyActive recent;
  private final Pause pause;

  private Introspection(
      IntrospectionEndpoint endpoint,
      Duration timeout,
      Duration interval,
      boolean recheck,
      InstantSource clock,
      Pause pause) {
    this.endpoint = endpoint;
    this.timeout = timeout;
    this.interval = interval;
    this.recheck = recheck;
    this.recent = new RecentlyActive(interval, clock);
    this.pause = pause;
  }

  /** Reads the {@code introspection} table, if there is one. */
  static Optional<Introspection> read(
      Settings settings, String issuer, Environment environment, Pause pause)
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
            environment.web(),
            address,
            IntrospectionEndpoint.basic(table.text("client_id"), table.secret("client_secret")),
            environment.clock(),
            environment.logger());
    return Optional.of(
        new Introspection(
            endpoint,
            table.duration("timeout", SHORTEST_TIMEOUT, LONGEST_TIMEOUT, Duration.ofSeconds(2)),
            table.duration("interval", SHORTEST_INTERVAL, LONGEST_INTERVAL, Duration.ofMinutes(1)),
            table.flag("recheck", true),
            environment.clock(),
            pause));
  }

  /** Whether Okta is asked again while a tunnel is open. */
  boolean rechecks() {
    return recheck;
  }

  /** For how long an answer counts. */
  Duration interval() {
    return interval;
  }

  /**
   * Asks now.
   *
   * @param id the token's {@code jti}, which the answer must repeat
   * @param spent what the caller has already used up of the time it has
   */
  Answer ask(Secret token, String id, Duration spent) throws InterruptedException {
    Duration left = timeout.minus(spent);
    Answer answer =
        endpoint.ask(token, id, left.compareTo(SHORTEST_TIMEOUT) < 0 ? SHORTEST_TIMEOUT : left);
    switch (answer) {
      case Answer.Active() -> recent.add(id);
      case Answer.Inactive() -> recent.remove(id);
      case Answer.Silent _ -> {
        // What was known stays known until it is too old.
      }
    }
    return answer;
  }

  /** Whether the token stays active while a tunnel is open, where that is asked for. */
  Liveness liveness(Secret token, String id) {
    return recheck ? new TokenLiveness(this, token, id) : Liveness.UNTRACKED;
  }

  /**
   * The state now; Okta is asked only if it has not said so within the interval. An end is believed
   * only when a second answer, about a second later, says it too: "not active" names no token, and
   * one wrong answer, out of a cache or a replica that lags behind, would reset open tunnels.
   */
  Liveness.State state(Secret token, String id) throws InterruptedException {
    if (recent.has(id)) {
      return Liveness.State.RUNNING;
    }
    Liveness.State first = asked(token, id);
    if (first != Liveness.State.ENDED) {
      return first;
    }
    pause.take();
    return asked(token, id);
  }

  private Liveness.State asked(Secret token, String id) throws InterruptedException {
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
