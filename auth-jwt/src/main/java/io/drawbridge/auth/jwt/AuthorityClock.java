// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.auth.jwt;

import io.drawbridge.auth.Authentication;
import io.drawbridge.auth.WebClient;
import io.drawbridge.auth.WebRequest;
import io.drawbridge.auth.WebResponse;
import io.drawbridge.common.Durations;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/**
 * A web client that looks at the {@code Date} of each answer on its way (RFC 9110, section 6.6.1),
 * to tell people how far an authority's clock is from ours. Nothing is decided by it: anybody
 * between may have written it. Safe for concurrent use.
 */
public final class AuthorityClock implements WebClient {
  /** A date has whole seconds, so that less than this does not show. */
  private static final Duration FINEST = Duration.ofSeconds(2);

  private static final Duration HALF_A_SECOND = Duration.ofMillis(500);

  private final WebClient web;
  private final InstantSource clock;
  private volatile Duration offset;

  /** Looks at what this client is answered, by this clock. */
  public AuthorityClock(WebClient web, InstantSource clock) {
    this.web = web;
    this.clock = clock;
  }

  @Override
  public WebResponse send(WebRequest request) throws IOException, InterruptedException {
    Instant sent = clock.instant();
    WebResponse answer = web.send(request);
    Instant middle = sent.plus(Duration.between(sent, clock.instant()).dividedBy(2));
    date(answer).ifPresent(date -> offset = Duration.between(date.plus(HALF_A_SECOND), middle));
    return answer;
  }

  /** When the answer was made; one out of a cache is as much older as its {@code Age} says. */
  private static Optional<Instant> date(WebResponse answer) {
    try {
      long age =
          answer
              .header("age")
              .filter(text -> text.matches("[0-9]{1,9}"))
              .map(Long::parseLong)
              .orElse(0L);
      return answer
          .header("date")
          .map(text -> DateTimeFormatter.RFC_1123_DATE_TIME.parse(text, Instant::from))
          .map(date -> date.plusSeconds(age));
    } catch (DateTimeException _) {
      return Optional.empty();
    }
  }

  /** How far our clock was ahead at the latest answer, negative if behind; empty if unknown. */
  public Optional<Duration> offset() {
    return Optional.ofNullable(offset);
  }

  private static boolean shows(Duration offset) {
    return offset.abs().compareTo(FINEST) >= 0;
  }

  /** A sentence about an offset; {@code whose} is the other clock, for example "the issuer's". */
  public static String told(Duration offset, String whose) {
    if (!shows(offset)) {
      return "this machine's clock agrees with " + whose;
    }
    return "this machine's clock is "
        + Durations.text(Duration.ofSeconds(offset.abs().plus(HALF_A_SECOND).toSeconds()))
        + (offset.isNegative() ? " behind " : " ahead of ")
        + whose;
  }

  /** What to do about a token that is not valid yet where the offset does not explain it. */
  public static String early(Findings.Failure failure, String whose) {
    return "it begins in %s: compare this machine's clock with %s"
        .formatted(Durations.text(failure.by()), whose);
  }

  /**
   * A sentence, if an offset explains a failure: what looks expired to a clock that is ahead, and
   * what seems to begin later to one that is behind, each by no more than the offset. What is wrong
   * by the other clock as well needs its own next step.
   */
  public static Optional<String> blamed(
      Findings.Failure failure, Optional<Duration> offset, String whose) {
    Optional<Authentication.Reason> reason = failure.reason();
    boolean early = reason.equals(Optional.of(Authentication.Reason.NOT_YET_VALID));
    boolean late = reason.equals(Optional.of(Authentication.Reason.EXPIRED));
    return offset
        .filter(by -> shows(by) && (by.isNegative() ? early : late))
        .filter(by -> by.abs().compareTo(failure.by()) >= 0)
        .map(by -> told(by, whose) + ": set it right first");
  }
}
