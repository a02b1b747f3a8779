// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.auth.okta;

import io.drawbridge.auth.Environment;
import io.drawbridge.auth.Secret;
import io.drawbridge.auth.WebClient;
import io.drawbridge.auth.WebRequest;
import io.drawbridge.auth.WebResponse;
import io.drawbridge.auth.okta.Introspection.Answer;
import io.drawbridge.common.Pace;
import io.drawbridge.json.JsonLimits;
import io.drawbridge.json.JsonReader;
import io.drawbridge.json.MalformedJsonException;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;

/**
 * One request to the introspection endpoint (RFC 7662, section 2) and a strict look at its answer.
 * When Okta says that it is asked too often (429), nothing more is sent until the time it gives has
 * passed: all is asked as the gateway's own client, whose limit that is. Safe for concurrent use.
 */
final class IntrospectionEndpoint {
  /** In bytes: an answer repeats the token's claims, of which the longest lawful one has 16 KB. */
  private static final int MAX_BODY = 64 * 1024;

  private static final JsonLimits LIMITS = new JsonLimits(MAX_BODY, 10, 40);

  /** Half of the minute by which Okta counts, where it does not say how long. */
  private static final Duration DEFAULT_PAUSE = Duration.ofSeconds(30);

  /** Okta's second of the reset may have passed by our clock; asking at once would be refused. */
  private static final Duration SHORTEST_PAUSE = Duration.ofSeconds(1);

  /** Okta counts by the minute; a longer wish would shut everybody out for that long. */
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(2);

  private final WebClient web;
  private final URI address;
  private final Secret authorization;
  private final InstantSource clock;
  private final System.Logger logger;
  private final Pace pace;
  private volatile Instant quietUntil = Instant.EPOCH;

  IntrospectionEndpoint(Environment environment, URI address, Secret authorization) {
    this.web = environment.web();
    this.address = address;
    this.authorization = authorization;
    this.clock = environment.clock();
    this.logger = environment.logger();
    this.pace = Pace.ofMinutes(clock);
  }

  /** The value of {@code Authorization} by a client's secret (RFC 6749, section 2.3.1). */
  static Secret basic(String id, Secret secret) {
    String pair = encode(id) + ":" + encode(secret.reveal());
    return Secret.of(
        "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)));
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  /** Asks about a token; {@code id} is its {@code jti}, which the answer must repeat. */
  Answer ask(Secret token, String id, Duration deadline) throws InterruptedException {
    Duration pause = Duration.between(clock.instant(), quietUntil);
    if (pause.isPositive() && pause.compareTo(LONGEST_PAUSE) <= 0) {
      return new Answer.Silent("Okta asked to wait (429)");
    }
    WebResponse answer;
    try {
      answer = web.send(request(token, deadline));
    } catch (IOException e) {
      return silent(Level.WARNING, e.getMessage());
    }
    return switch (answer.status()) {
      case 200 -> judged(answer.body(), id);
      case 400, 401, 403 ->
          silent(
              Level.ERROR,
              "Okta refuses the gateway's own client ("
                  + answer.status()
                  + "): check introspection.client_id and client_secret");
      case 429 -> {
        quietUntil = clock.instant().plus(pause(answer));
        yield silent(Level.WARNING, "Okta asked to wait (429)");
      }
      default -> silent(Level.WARNING, "Okta answered " + answer.status());
    };
  }

  private WebRequest request(Secret token, Duration deadline) {
    Map<String, Secret> headers =
        Map.of(
            "Authorization", authorization,
            "Content-Type", Secret.of("application/x-www-form-urlencoded"),
            "Accept", Secret.of("application/json"));
    Secret form = Secret.of("token=" + encode(token.reveal()) + "&token_type_hint=access_token");
    return new WebRequest("POST", address, headers, Optional.of(form), deadline, MAX_BODY);
  }

  /**
   * Only a plain {@code true} about this very token lets anybody in. An answer about another one,
   * out of a cache or a mixed-up proxy, tells nothing about ours, not even that it has ended.
   */
  private Answer judged(byte[] body, String id) {
    Map<String, Object> members;
    try {
      members = JsonReader.readObject(body, LIMITS);
    } catch (MalformedJsonException e) {
      return silent(Level.WARNING, "Okta's answer is not JSON: " + e.getMessage());
    }
    if (Boolean.FALSE.equals(members.get("active"))) {
      return new Answer.Inactive();
    }
    if (!Boolean.TRUE.equals(members.get("active"))) {
      return silent(Level.WARNING, "Okta's answer does not say whether the token is active");
    }
    if (!id.equals(members.get("jti"))) {
      return silent(Level.ERROR, "Okta's answer is about another token (jti)");
    }
    return new Answer.Active();
  }

  /**
   * Told at once, and again every minute while there is trouble of any kind, but not with every
   * token: no two failures need read the same. Errors and warnings are told each for themselves.
   */
  private Answer silent(Level level, String why) {
    if (pace.admits(level.name())) {
      logger.log(level, "cannot tell whether tokens were revoked: " + why);
    }
    return new Answer.Silent(why);
  }

  /** Reads the second at which Okta counts anew, else the seconds to wait. */
  private Duration pause(WebResponse answer) {
    Duration wish =
        seconds(answer.header("x-rate-limit-reset"))
            .map(at -> Duration.between(clock.instant(), Instant.ofEpochSecond(at)))
            .or(() -> seconds(answer.header("retry-after")).map(Duration::ofSeconds))
            .orElse(DEFAULT_PAUSE);
    if (wish.compareTo(SHORTEST_PAUSE) < 0) {
      return SHORTEST_PAUSE;
    }
    return wish.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : wish;
  }

  private static Optional<Long> seconds(Optional<String> header) {
    return header
        .map(String::strip)
        .filter(text -> text.matches("[0-9]{1,11}"))
        .map(Long::parseLong);
  }

  @Override
  public String toString() {
    return "IntrospectionEndpoint[" + address + "]";
  }
}
