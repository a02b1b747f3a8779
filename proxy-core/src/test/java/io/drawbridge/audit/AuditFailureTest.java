// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drawbridge.auth.Claims;
import io.drawbridge.observe.Refusal;
import io.drawbridge.observe.RefusedException;
import io.drawbridge.settings.AuditSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuditFailureTest {
  @TempDir Path directory;
  private final FaultyFile disk = new FaultyFile();
  private Path file;

  @BeforeEach
  void name() {
    file = directory.resolve("audit.jsonl");
  }

  private AuditLog open(boolean required, boolean durable, Duration wait, long maxBytes)
      throws Exception {
    OptionalLong bound = maxBytes == 0 ? OptionalLong.empty() : OptionalLong.of(maxBytes);
    return AuditLog.open(
        new AuditSettings(file, required, durable, 10, bound), wait, Set.of(), disk);
  }

  private static void assertRefused(AuditLog log, String session) {
    RefusedException refused =
        assertThrows(
            RefusedException.class, () -> log.grant(Attempts.grant(session), Attempts.soon()));
    assertEquals(Refusal.AUDIT_UNAVAILABLE, refused.refusal());
  }

  @Test
  void aFullDiskRefusesGrantsAndLosesNoClose() throws Exception {
    try (AuditLog log = open(true, false, Duration.ofSeconds(2), 0)) {
      log.grant(Attempts.grant("s1"), Attempts.soon());
      log.grant(Attempts.grant("s2"), Attempts.soon());
      disk.capacity = Files.size(file) + 100;
      assertRefused(log, "s3");
      assertTrue(log.problem().isPresent());
      assertTrue(log.problem().orElseThrow().contains("No space left"), log.problem().toString());
      log.closed(Attempts.ending("s1"));
      log.refused(Attempts.denied("s3"));
      assertRefused(log, "s4");
      disk.capacity = Long.MAX_VALUE;
      Attempts.eventually(() -> log.problem().isEmpty());
      log.grant(Attempts.grant("s5"), Attempts.soon());
    }
    List<Object> events = Attempts.events(file);
    assertEquals("closed", events.get(3), "what was kept is written first: " + events);
    Map<String, Object> gap = Attempts.only(file, "gap");
    assertEquals(2L, gap.get("granted"));
    assertEquals(1L, gap.get("refused"));
    assertEquals(0L, gap.get("closed"));
    RecordedChain report = RecordedChain.of(file);
    assertTrue(report.intact(), report.findings().toString());
    assertEquals(2, report.open().size());
  }

  @ParameterizedTest
  @ValueSource(strings = {"unable to create native thread", "Java heap space"})
  void anErrorRefusesGrantsAndEndsNeitherTheThreadNorACloseOfTheirs(String shortage)
      throws Exception {
    try (AuditLog log = open(true, false, Duration.ofSeconds(2), 0)) {
      log.grant(Attempts.grant("s1"), Attempts.soon());
      disk.error = new OutOfMemoryError(shortage);
      assertRefused(log, "s2");
      assertTrue(log.problem().orElseThrow().contains(shortage), log.problem().toString());
      log.closed(Attempts.ending("s1"));
      assertRefused(log, "s3");
      disk.error = null;
      Attempts.eventually(() -> log.problem().isEmpty());
      log.grant(Attempts.grant("s4"), Attempts.soon());
    }
    assertEquals(
        List.of("boot", "granted", "closed", "gap", "granted", "end"), Attempts.events(file));
    RecordedChain report = RecordedChain.of(file);
    assertTrue(report.intact(), report.findings().toString());
    assertEquals(1, report.open().size());
  }

  @Test
  void anInterruptOfTheThreadIsPassedOver() throws Exception {
    try (AuditLog log = open(true, false, Duration.ofSeconds(2), 0)) {
      Thread.getAllStackTraces().keySet().stream()
          .filter(thread -> thread.getName().equals("drawbridge-audit"))
          .forEach(Thread::interrupt);
      Attempts.eventually(() -> log.problem().isEmpty());
      log.grant(Attempts.grant("s1"), Attempts.soon());
    }
  }

  @Test
  void aThreadThatHangsIsAProblemThoughNobodyAsksForAGrant() throws Exception {
    try (AuditLog log = open(true, false, Duration.ofMillis(50), 0)) {
      disk.stuck = new CountDownLatch(1);
      log.refused(Attempts.denied("s1"));
      Attempts.eventually(() -> log.problem().isPresent());
      assertTrue(log.problem().orElseThrow().contains("not written for"), log.problem().toString());
      disk.stuck.countDown();
      Attempts.eventually(() -> log.problem().isEmpty());
    }
  }

  @Test
  void aTornWriteThatCannotBeCutOffAtOnceIsCutOffLater() throws Exception {
    try (AuditLog log = open(true, false, Duration.ofSeconds(2), 0)) {
      disk.truncateFails = true;
      disk.capacity = Files.size(file) + 100;
      assertRefused(log, "s1");
      disk.capacity = Long.MAX_VALUE;
      assertRefused(log, "s2");
      disk.truncateFails = false;
      Attempts.eventually(() -> log.problem().isEmpty());
      log.grant(Attempts.grant("s3"), Attempts.soon());
    }
    assertTrue(RecordedChain.of(file).intact());
    assertEquals("s3", Attempts.only(file, "granted").get("session"));
  }

  @Test
  void aStuckDiskRefusesWithinTheWait() throws Exception {
    AuditLog log = open(true, false, Duration.ofMillis(200), 0);
    disk.stuck = new CountDownLatch(1);
    long from = System.nanoTime();
    assertRefused(log, "taken");
    assertRefused(log, "waiting");
    assertTrue(Duration.ofNanos(System.nanoTime() - from).toMillis() < 2000);
    disk.stuck.countDown();
    log.refused(Attempts.denied("taken"));
    log.refused(Attempts.denied("waiting"));
    log.close();
    List<Map<String, Object>> grants = Attempts.all(file, "granted");
    assertEquals(1, grants.size(), "nobody waits for the second one any more");
    assertEquals("taken", grants.getFirst().get("session"));
    assertEquals(0, RecordedChain.of(file).open().size(), "the refusal takes the late grant back");
  }

  @Test
  void aDiskThatDoesNotConfirmIsNotBelievedAgain() throws Exception {
    try (AuditLog log = open(true, true, Duration.ofSeconds(2), 0)) {
      log.grant(Attempts.grant("s1"), Attempts.soon());
      disk.syncFails = true;
      assertRefused(log, "s2");
      disk.syncFails = false;
      Attempts.eventually(() -> log.problem().isEmpty());
      log.closed(Attempts.ending("s1"));
      log.grant(Attempts.grant("s3"), Attempts.soon());
    }
    List<Object> events = Attempts.events(file);
    assertEquals("segment", events.getFirst());
    assertEquals("s1", Attempts.only(file, "carried").get("session"));
    assertEquals("s3", Attempts.only(file, "granted").get("session"));
    assertTrue(RecordedChain.of(file).intact());
    try (var files = Files.list(directory)) {
      assertEquals(2, files.count(), "the doubtful file is kept aside");
    }
  }

  @Test
  void bestEffortGrantsAndCountsWhatItCouldNotRecord() throws Exception {
    try (AuditLog log = open(false, false, Duration.ofSeconds(2), 0)) {
      disk.capacity = Files.size(file);
      log.grant(Attempts.grant("s1"), Attempts.soon());
      Attempts.eventually(() -> log.problem().isPresent());
      disk.capacity = Long.MAX_VALUE;
      Attempts.eventually(() -> log.problem().isEmpty());
    }
    assertEquals(1L, Attempts.only(file, "gap").get("granted"));
  }

  @Test
  void strangersCannotUseUpTheShareOfGrantsNorGrantsThatOfCloses() throws Exception {
    long max = 64 * 1024;
    int granted = 0;
    try (AuditLog log = open(true, false, Duration.ofSeconds(2), max)) {
      for (int i = 0; i < 600; i++) {
        log.refused(Attempts.stranger("x" + i, "192.0.2." + i % 200, Claims.NONE));
      }
      for (int i = 0; i < 600; i++) {
        log.refused(Attempts.denied("d" + i));
      }
      try {
        for (; granted < 1000; granted++) {
          log.grant(Attempts.grant("s" + granted), Attempts.soon());
        }
      } catch (RefusedException e) {
        assertEquals(Refusal.AUDIT_UNAVAILABLE, e.refusal());
      }
      assertTrue(granted > 10 && granted < 1000, granted + " grants");
      assertTrue(log.problem().isPresent());
      for (int i = 0; i < granted; i++) {
        log.closed(Attempts.ending("s" + i));
      }
    }
    assertTrue(Files.size(file) <= max, Files.size(file) + " bytes");
    assertEquals(granted, Attempts.all(file, "closed").size());
    RecordedChain report = RecordedChain.of(file);
    assertTrue(report.intact(), report.findings().toString());
    assertEquals(0, report.open().size());
    assertTrue(report.ended());
  }

  @Test
  void theLastRoomOnTheDiskIsForGrantsAndCloses() throws Exception {
    disk.spare = -1;
    try (AuditLog log = open(true, false, Duration.ofSeconds(2), 0)) {
      log.refused(Attempts.stranger("x", "192.0.2.1", Claims.NONE));
      log.refused(Attempts.denied("d"));
      log.grant(Attempts.grant("s1"), Attempts.soon());
      log.closed(Attempts.ending("s1"));
      assertEquals(Optional.empty(), log.problem());
    }
    assertEquals(List.of(), Attempts.all(file, "refused"));
    assertEquals(1, Attempts.all(file, "closed").size());
    long counted =
        Attempts.all(file, "gap").stream().mapToLong(gap -> (Long) gap.get("refused")).sum();
    assertEquals(2, counted);
  }
}
