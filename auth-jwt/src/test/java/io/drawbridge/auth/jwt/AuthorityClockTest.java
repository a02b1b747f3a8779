// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.auth.jwt;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.drawbridge.auth.Authentication;
import io.drawbridge.auth.Claims;
import io.drawbridge.auth.WebRequest;
import io.drawbridge.auth.WebResponse;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AuthorityClockTest {
  private static Optional<Duration> seen(Map<String, List<String>> headers) throws Exception {
    AuthorityClock clock =
        new AuthorityClock(
            _ -> new WebResponse(200, headers, new byte[0]), () -> Tokens.NOW.plusMillis(500));
    assertEquals(Optional.empty(), clock.offset());
    clock.send(WebRequest.get(URI.create("https://issuer.example.com/keys")));
    return clock.offset();
  }

  @ParameterizedTest
  @CsvSource({"12:00:00,0", "11:58:30,90", "12:00:07,-7"})
  void theDateOfAnAnswerTellsTheOffset(String time, long ahead) throws Exception {
    assertEquals(
        Optional.of(Duration.ofSeconds(ahead)),
        seen(Map.of("date", List.of("Mon, 23 Nov 2026 " + time + " GMT"))));
  }

  @Test
  void anAnswerOutOfACacheIsOlderThanItsSender() throws Exception {
    assertEquals(
        Optional.of(Duration.ofSeconds(-30)),
        seen(Map.of("date", List.of("Mon, 23 Nov 2026 12:00:00 GMT"), "age", List.of("30"))));
  }

  @Test
  void noDateAndNonsenseTellNothing() throws Exception {
    assertEquals(Optional.empty(), seen(Map.of()));
    assertEquals(Optional.empty(), seen(Map.of("date", List.of("yesterday"))));
  }

  @Test
  void isToldInWords() {
    assertEquals(
        "this machine's clock is 90 s ahead of the issuer's",
        AuthorityClock.told(Duration.ofSeconds(90), "the issuer's"));
    assertEquals(
        "this machine's clock is 5 min behind the issuer's",
        AuthorityClock.told(Duration.ofMinutes(-5), "the issuer's"));
    assertEquals(
        "this machine's clock agrees with the issuer's",
        AuthorityClock.told(Duration.ofMillis(-900), "the issuer's"));
  }

  @Test
  void isBlamedOnlyForWhatItExplains() {
    Optional<Duration> ahead = Optional.of(Duration.ofSeconds(90));
    Optional<Duration> behind = Optional.of(Duration.ofSeconds(-90));
    Findings.Failure expired = failure(Authentication.Reason.EXPIRED);
    Findings.Failure early = failure(Authentication.Reason.NOT_YET_VALID);
    String blamed = "this machine's clock is 90 s ahead of GitLab's: set it right first";
    assertEquals(Optional.of(blamed), AuthorityClock.blamed(expired, ahead, "GitLab's"));
    assertEquals(Optional.empty(), AuthorityClock.blamed(expired, behind, "GitLab's"));
    assertEquals(Optional.empty(), AuthorityClock.blamed(early, ahead, "GitLab's"));
    assertEquals(true, AuthorityClock.blamed(early, behind, "GitLab's").isPresent());
    assertEquals(
        Optional.empty(),
        AuthorityClock.blamed(failure(Authentication.Reason.FORK), ahead, "GitLab's"));
  }

  @Test
  void isNotBlamedForMoreThanItsOffset() {
    Duration three = Duration.ofSeconds(3);
    Findings.Failure expired = failure(Authentication.Reason.EXPIRED, Duration.ofHours(3));
    Findings.Failure early = failure(Authentication.Reason.NOT_YET_VALID, Duration.ofHours(3));
    assertEquals(Optional.empty(), AuthorityClock.blamed(expired, Optional.of(three), "GitLab's"));
    assertEquals(
        Optional.empty(), AuthorityClock.blamed(early, Optional.of(three.negated()), "GitLab's"));
    Findings.Failure as = failure(Authentication.Reason.EXPIRED, three);
    assertEquals(true, AuthorityClock.blamed(as, Optional.of(three), "GitLab's").isPresent());
  }

  private static Findings.Failure failure(Authentication.Reason reason) {
    return failure(reason, Duration.ofSeconds(5));
  }

  private static Findings.Failure failure(Authentication.Reason reason, Duration by) {
    return new Findings.Failure(
        "check", new Authentication.Rejected(reason, "no", Claims.NONE), by);
  }
}
