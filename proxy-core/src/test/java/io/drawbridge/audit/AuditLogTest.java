// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drawbridge.auth.Claims;
import io.drawbridge.observe.Attempt;
import io.drawbridge.observe.Refusal;
import io.drawbridge.observe.RefusedException;
import io.drawbridge.observe.ShadowDecision;
import io.drawbridge.observe.Stage;
import io.drawbridge.settings.AuditSettings;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditLogTest {
  @TempDir Path directory;
  private Path file;

  @BeforeEach
  void name() {
    file = directory.resolve("audit.jsonl");
  }

  @Test
  void recordsAGrantAndItsCloseFieldByField() throws Exception {
    Map<String, Object> claims = new LinkedHashMap<>();
    claims.put("project_id", 4217);
    claims.put("groups", List.of("a", "b"));
    claims.put("user_email", "private@example.test");
    claims.put("nothing", null);
    claims.put("nested", Map.of("a", "b"));
    try (AuditLog log =
        AuditLogs.open(file, Set.of("project_id", "groups", "nothing", "nested", "ref"))) {
      log.grant(Attempts.grant("s1", Claims.of(claims)), Attempts.soon());
      log.closed(Attempts.ending("s1"));
    }
    assertEquals(List.of("boot", "granted", "closed", "end"), Attempts.events(file));
    Map<String, Object> granted = Attempts.only(file, "granted");
    assertEquals(2L, granted.get("seq"));
    assertEquals("s1", granted.get("session"));
    assertEquals("2026-05-04T10:00:00.123Z", granted.get("at"));
    assertEquals("ci", granted.get("listener"));
    assertEquals("192.0.2.7:40000", granted.get("source"));
    assertEquals("orders-db", granted.get("target"));
    assertEquals("orders pipeline", granted.get("rule"));
    assertEquals("gitlab", granted.get("auth"));
    assertEquals("https://gitlab.test", granted.get("issuer"));
    assertEquals("job", granted.get("subject"));
    assertEquals(Map.of("job", "4711"), granted.get("labels"));
    Map<String, Object> recorded = new LinkedHashMap<>();
    recorded.put("project_id", "4217");
    recorded.put("groups", List.of("a", "b"));
    // What a rule names and the token does not say is told apart from what was not recorded.
    recorded.put("nested", null);
    recorded.put("nothing", null);
    recorded.put("ref", null);
    assertEquals(recorded, granted.get("claims"));
    assertNull(granted.get("shadow_rule"));
    assertNull(granted.get("refusal"));
    Map<String, Object> closed = Attempts.only(file, "closed");
    assertEquals("COMPLETED", closed.get("reason"));
    assertEquals(10L, closed.get("bytes_up"));
    assertEquals(20L, closed.get("bytes_down"));
    assertEquals(1500L, closed.get("duration_ms"));
    assertTrue(RecordedChain.of(file).intact());
  }

  @Test
  void makesItsDirectoryForItsOwnerAlone() throws Exception {
    Path below = directory.resolve("audit").resolve("drawbridge.jsonl");
    AuditLogs.open(below).close();
    assertEquals(
        "rwx------",
        PosixFilePermissions.toString(Files.getPosixFilePermissions(below.getParent())));
  }

  @Test
  void namesTheDirectoryThatIsMissingAboveIt() {
    Path below = directory.resolve("no").resolve("audit").resolve("drawbridge.jsonl");
    IOException e = assertThrows(IOException.class, () -> AuditLogs.open(below));
    assertTrue(e.getMessage().contains(directory.resolve("no") + " is missing"), e.getMessage());
  }

  @Test
  void recordsWhyAndWhatARejectedTokenClaimed() throws Exception {
    try (AuditLog log = AuditLogs.open(file, Set.of())) {
      log.refused(
          Attempts.stranger("s1", "192.0.2.9", Claims.of(Map.of("project_id", 7, "o", Map.of()))));
      log.refused(Attempts.denied("s2"));
      log.grant(Attempts.check("s3"), Attempts.soon());
    }
    Map<String, Object> stranger = Attempts.all(file, "refused").get(0);
    assertEquals("UNAUTHENTICATED", stranger.get("refusal"));
    assertEquals("AUTHENTICATING", stranger.get("stage"));
    assertEquals(Map.of("project_id", "7"), stranger.get("claimed"));
    assertNull(stranger.get("claims"));
    assertEquals("DENIED", Attempts.all(file, "refused").get(1).get("refusal"));
    assertEquals(true, Attempts.only(file, "checked").get("check"));
  }

  @Test
  void whatClientsSayCannotBreakALineNorMakeItLong() throws Exception {
    String nasty = "\"}\n{\"seq\":9,\"event\":\"boot\"\r\u001b[2J\u202e\u2028\u0000\ud800";
    Map<String, Object> claims = new LinkedHashMap<>();
    for (int i = 0; i < 500; i++) {
      claims.put("claim" + i + nasty, i % 2 == 0 ? "x".repeat(100_000) : List.of(nasty, nasty));
    }
    claims.put("event", "boot");
    try (AuditLog log = AuditLogs.open(file, claims.keySet())) {
      log.grant(Attempts.grant("s1", Claims.of(claims)), Attempts.soon());
      log.refused(Attempts.stranger("s2", "192.0.2.9", Claims.of(claims)));
    }
    assertEquals(List.of("boot", "granted", "refused", "end"), Attempts.events(file));
    for (String line : Files.readAllLines(file)) {
      assertTrue(line.length() < 64 * 1024, "a line of " + line.length());
      assertTrue(line.chars().allMatch(c -> c >= ' ' && c != 0x202e && c != 0x2028), line);
    }
    assertTrue(RecordedChain.of(file).intact());
  }

  @Test
  void aStrangersRecordIsShortWhateverItSays() throws Exception {
    String nasty = "\u007f".repeat(40_000);
    Map<String, Object> claims = new LinkedHashMap<>();
    for (int i = 0; i < 200; i++) {
      claims.put("c" + i, i % 2 == 0 ? nasty : List.of(nasty, nasty));
    }
    for (String text :
        List.of(nasty, "\u20ac".repeat(40_000), "x".repeat(40_000), "\ud800\udc00".repeat(9_000))) {
      try (AuditLog log = AuditLogs.open(file, Set.of())) {
        log.refused(
            new Attempt(
                text,
                Attempts.AT.plusNanos(1),
                text,
                new InetSocketAddress("2001:db8:1234:5678:9abc:def0:1234:5678%1", 40000),
                true,
                Stage.AUTHENTICATING,
                Optional.of(Refusal.AUTHORITY_UNAVAILABLE),
                text,
                text,
                text,
                text,
                Optional.empty(),
                Claims.of(claims),
                Optional.empty()));
      }
      byte[] line =
          Files.readAllLines(file).stream()
              .filter(each -> each.contains("\"refused\""))
              .toList()
              .getLast()
              .getBytes(StandardCharsets.UTF_8);
      assertTrue(line.length < Body.STRANGER, line.length + " bytes");
      Map<?, ?> claimed = (Map<?, ?>) Attempts.all(file, "refused").getLast().get("claimed");
      assertFalse(claimed.isEmpty(), "what fits is there");
    }
  }

  @Test
  void noTokenGetsIntoTheFileEvenIfAPluginRepeatsIt() throws Exception {
    String payload = "eyJjYW5hcnkiOiJjYW5hcnkifQ";
    String token = "eyJhbGciOiJSUzI1NiJ9." + payload + ".c2lnbmF0dXJl";
    try (AuditLog log = AuditLogs.open(file, Set.of("a", "b"))) {
      Claims claims =
          Claims.of(Map.of("a", token, "b", List.of("x " + token + " y", "z".repeat(500) + token)));
      log.grant(Attempts.grant("s1", claims), Attempts.soon());
      log.refused(Attempts.stranger("s2", "192.0.2.9", claims));
    }
    String text = Files.readString(file);
    assertFalse(text.contains(payload.substring(0, 8)), text);
    assertFalse(text.contains("c2lnbm"), text);
    assertTrue(text.contains("\"x *** y\""), text);
  }

  @Test
  void whatAStrangerSaysOfItselfIsMaskedAndAVerifiedClaimStaysReadable() throws Exception {
    String random = "Q0FOQVJZQ0FOQVJZQ0FOQVJZQ0FOQVJZQ0FOQVJZ";
    String sha = "da39a3ee5e6b4b0d3255bfef95601890afd80709";
    Claims claims =
        Claims.of(
            Map.of("aud", "glpat-TOPSECRETabc123", "sha", sha, "ref", List.of(random, "main")));
    try (AuditLog log = AuditLogs.open(file, Set.of("aud", "sha", "ref"))) {
      log.refused(Attempts.stranger("s1", "192.0.2.9", claims));
      log.grant(Attempts.grant("s2", claims), Attempts.soon());
    }
    assertEquals(
        Map.of("aud", "***", "sha", sha, "ref", List.of("***", "main")),
        Attempts.only(file, "refused").get("claimed"));
    assertEquals(
        Map.of("aud", "***", "sha", sha, "ref", List.of(random, "main")),
        Attempts.only(file, "granted").get("claims"));
  }

  @Test
  void isCreatedForItsOwnerAloneAndKeepsWhatTheOperatorSet() throws Exception {
    AuditLogs.open(file, Set.of()).close();
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
    AuditLogs.open(file, Set.of()).close();
    assertEquals("rw-r-----", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
  }

  @Test
  void refusesAFileThatIsNotRegularOrInUse() throws Exception {
    Path folder = Files.createDirectory(directory.resolve("folder"));
    assertThrows(IOException.class, () -> AuditLogs.open(folder));
    Process mkfifo = new ProcessBuilder("mkfifo", file.toString()).start();
    assertEquals(0, mkfifo.waitFor());
    assertThrows(IOException.class, () -> AuditLogs.open(file, Set.of()));
    Files.delete(file);
    try (AuditLog _ = AuditLogs.open(file, Set.of())) {
      String said =
          assertThrows(IOException.class, () -> AuditLogs.open(file, Set.of())).getMessage();
      assertTrue(said.contains("another gateway"), said);
    }
  }

  @Test
  void grantsAtOnceShareWritesAndAreAllOnDiskInOrder() throws Exception {
    FaultyFile disk = new FaultyFile();
    int grants = 400;
    try (AuditLog log = AuditLogs.open(AuditSettings.to(file), disk)) {
      disk.stuck = new CountDownLatch(1);
      List<Future<Boolean>> done = new ArrayList<>();
      try (ExecutorService sessions = Executors.newVirtualThreadPerTaskExecutor()) {
        int before = disk.appends.get();
        done.add(sessions.submit(grantAndLook(log, "s0")));
        Attempts.eventually(() -> disk.appends.get() > before);
        // While the first write is under way the others gather behind it.
        for (int i = 1; i < grants; i++) {
          done.add(sessions.submit(grantAndLook(log, "s" + i)));
        }
        Attempts.eventually(() -> log.waiting() > grants * 3 / 4);
        disk.stuck.countDown();
        for (Future<Boolean> each : done) {
          assertTrue(each.get(), "a grant returned before its record was in the file");
        }
      }
    }
    assertTrue(disk.appends.get() < grants / 2, disk.appends.get() + " writes");
    assertEquals(grants, Attempts.all(file, "granted").size());
    RecordedChain report = RecordedChain.of(file);
    assertTrue(report.intact(), report.findings().toString());
    assertEquals(grants, report.open().size());
  }

  private Callable<Boolean> grantAndLook(AuditLog log, String session) {
    return () -> {
      log.grant(Attempts.grant(session), Attempts.soon());
      return Files.readString(file).contains("\"session\":\"" + session + "\"");
    };
  }

  @Test
  void waitsForTheDiskWhereThatIsAskedFor() throws Exception {
    FaultyFile disk = new FaultyFile();
    try (AuditLog log = AuditLogs.open(AuditSettings.to(file).disk(true), disk)) {
      int before = disk.syncs.get();
      log.grant(Attempts.grant("s1"), Attempts.soon());
      assertEquals(before + 1, disk.syncs.get());
    }
  }

  @Test
  void grantsNothingOnceClosed() throws Exception {
    AuditLog log = AuditLogs.open(file, Set.of());
    log.close();
    log.close();
    assertTrue(log.problem().isPresent());
    RefusedException refused =
        assertThrows(
            RefusedException.class, () -> log.grant(Attempts.grant("s1"), Attempts.soon()));
    assertEquals(Refusal.AUDIT_UNAVAILABLE, refused.refusal());
    assertEquals(List.of("boot", "end"), Attempts.events(file));
  }

  private static Attempt withShadow(Attempt a, ShadowDecision shadow) {
    return new Attempt(
        a.session(),
        a.at(),
        a.listener(),
        a.source(),
        a.check(),
        a.stage(),
        a.refusal(),
        a.target(),
        a.rule(),
        a.authenticator(),
        a.explanation(),
        a.identity(),
        a.claimed(),
        Optional.of(shadow));
  }

  @Test
  void theRecordNamesTheShadowRuleAndWhatItWouldHaveDone() throws Exception {
    try (AuditLog log = AuditLogs.open(file)) {
      log.grant(
          withShadow(Attempts.grant("s1", Claims.NONE), new ShadowDecision("stricter", false)),
          Attempts.soon());
      log.refused(withShadow(Attempts.denied("s2"), new ShadowDecision("newcomers", true)));
    }
    assertEquals("stricter", Attempts.only(file, "granted").get("shadow_rule"));
    assertEquals("would have denied", Attempts.only(file, "granted").get("shadow"));
    assertEquals("newcomers", Attempts.only(file, "refused").get("shadow_rule"));
    assertEquals("would have granted", Attempts.only(file, "refused").get("shadow"));
  }
}
