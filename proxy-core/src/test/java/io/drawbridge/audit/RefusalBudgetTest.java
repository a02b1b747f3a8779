// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drawbridge.auth.Claims;
import io.drawbridge.observe.Refusal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever is refused, however often, does not decide how fast the audit grows. */
class RefusalBudgetTest {
  private static final Body BODY = new Body("refused", "s", "body");

  private final RefusalBudget strangers = new RefusalBudget(10);

  private boolean single(String source) {
    return strangers.single(Attempts.stranger("s", source, Claims.NONE), () -> BODY).isPresent();
  }

  @Test
  void theFirstTenOfASourceAreSingle() {
    for (int i = 0; i < 10; i++) {
      assertTrue(single("192.0.2.1"));
    }
    assertEquals(false, single("192.0.2.1"));
    assertTrue(single("192.0.2.2"), "another source has its own ten");
  }

  @Test
  void harmlessRefusalsDoNotHideWhatIsProbedBehindThem() {
    RefusalBudget known = new RefusalBudget(10);
    for (int i = 0; i < 30; i++) {
      known.single(Attempts.takenBack("s"), () -> BODY);
    }
    for (int i = 0; i < 10; i++) {
      assertTrue(known.single(Attempts.denied("s"), () -> BODY).isPresent(), "denied " + i);
    }
    assertEquals(Optional.empty(), known.single(Attempts.denied("s"), () -> BODY));
  }

  @Test
  void aSumNamesAFewOfTheTargetsThatWereDenied(@TempDir Path directory) throws Exception {
    Path file = directory.resolve("audit.jsonl");
    try (AuditLog log = AuditLogs.open(file)) {
      for (int i = 0; i < 10; i++) {
        log.refused(Attempts.denied("s", "job"));
      }
      for (int i = 0; i < 40; i++) {
        log.refused(Attempts.asked("t", "target-" + i / 4));
      }
    }
    assertEquals(
        List.of("target-0", "target-1", "target-2", "target-3", "target-4", "…"),
        Attempts.only(file, "refused_more").get("targets"));
  }

  @Test
  void aRecordIsMadeForNothingOnlyOnceAMinute() {
    AtomicInteger made = new AtomicInteger();
    for (int i = 0; i < 1_000; i++) {
      strangers.single(
          Attempts.stranger("s", "10.0." + i / 250 + "." + i % 250, Claims.NONE),
          () -> {
            int bytes = RefusalBudget.BYTES / 10 + made.getAndIncrement();
            return new Body("refused", "s", "x".repeat(bytes));
          });
    }
    assertEquals(10, made.get());
  }

  @Test
  void addressesOfOneIpv6NetworkAreOneSource() {
    for (int i = 0; i < 10; i++) {
      assertTrue(single("2001:db8:0:1::" + i));
    }
    assertEquals(false, single("2001:db8:0:1:ffff::1"));
    assertTrue(single("2001:db8:0:2::1"));
    assertEquals("2001:db8:0:1::/64", strangers.due(true).getFirst().source);
  }

  @Test
  void theRestIsSummedUpOncePerSource() {
    for (int i = 0; i < 25; i++) {
      single("192.0.2.1");
    }
    assertEquals(List.of(), strangers.due(false), "not before the minute is over");
    RefusalBudget.Sum sum = strangers.due(true).getFirst();
    assertEquals("192.0.2.1/32", sum.source);
    assertEquals(15, sum.count);
    assertEquals(Map.of(Refusal.UNAUTHENTICATED, 15L), sum.refusals);
    assertEquals(List.of(), strangers.due(true), "and not twice");
    assertTrue(single("192.0.2.1"), "a new minute");
  }

  @Test
  void aFloodFromManySourcesStaysBounded(@TempDir Path directory) throws Exception {
    Path file = directory.resolve("audit.jsonl");
    Claims claimed = Claims.of(Map.of("a", "\u007f".repeat(8_000), "b", "\u007f".repeat(5_000)));
    int attempts = 20_000;
    try (AuditLog log = AuditLogs.open(file)) {
      for (int i = 0; i < attempts; i++) {
        String source = "10." + i % 2_000 / 250 + "." + i % 250 + ".1";
        log.refused(Attempts.stranger("s" + i, source, claimed));
      }
    }
    assertCounted(file, attempts);
    assertTrue(Files.size(file) < 500_000, Files.size(file) + " bytes");
  }

  @Test
  void aVerifiedIdentityThatNothingIsGrantedStaysBounded(@TempDir Path directory) throws Exception {
    Path file = directory.resolve("audit.jsonl");
    int attempts = 20_000;
    try (AuditLog log = AuditLogs.open(file)) {
      for (int i = 0; i < attempts; i++) {
        log.refused(Attempts.denied("s" + i));
      }
      log.grant(Attempts.grant("g"), Attempts.soon());
      log.refused(Attempts.stranger("t", "192.0.2.7", Claims.NONE));
    }
    assertCounted(file, attempts + 1);
    assertEquals(11, Attempts.all(file, "refused").size(), "ten, and one of a stranger there");
    Map<String, Object> sum = Attempts.only(file, "refused_more");
    assertEquals("https://gitlab.test", sum.get("issuer"));
    assertEquals("job", sum.get("subject"));
    assertEquals("192.0.2.7/32", sum.get("source"));
    assertEquals(Map.of("DENIED", attempts - 10L), sum.get("refusals"));
    assertEquals(1, Attempts.all(file, "granted").size());
  }

  @Test
  void manyVerifiedIdentitiesStayBoundedTogether(@TempDir Path directory) throws Exception {
    Path file = directory.resolve("audit.jsonl");
    int attempts = 20_000;
    try (AuditLog log = AuditLogs.open(file)) {
      for (int i = 0; i < attempts; i++) {
        String subject = "\u00ad".repeat(400) + i % 5_000;
        log.refused(Attempts.denied("s" + i, subject));
      }
    }
    assertCounted(file, attempts);
    assertTrue(Files.size(file) < 500_000, Files.size(file) + " bytes");
  }

  private static void assertCounted(Path file, int attempts) throws IOException {
    List<Map<String, Object>> sums = Attempts.all(file, "refused_more");
    List<Map<String, Object>> singles = Attempts.all(file, "refused");
    assertTrue(sums.size() <= RefusalBudget.SUMS + 1, sums.size() + " sums");
    assertEquals(List.of(), Attempts.all(file, "gap"));
    long summed = sums.stream().mapToLong(sum -> (Long) sum.get("count")).sum();
    assertEquals(attempts, summed + singles.size(), "every attempt is counted somewhere");
  }

  @Test
  void aRefusalThatTakesBackAGrantIsNeverSummedUp(@TempDir Path directory) throws Exception {
    Path file = directory.resolve("audit.jsonl");
    try (AuditLog log = AuditLogs.open(file)) {
      for (int i = 0; i < 30; i++) {
        log.grant(Attempts.grant("s" + i), Attempts.soon());
        log.refused(Attempts.takenBack("s" + i));
      }
    }
    assertEquals(30, Attempts.all(file, "refused").size());
    assertEquals(0L, Attempts.only(file, "end").get("open"));
  }
}
