// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditRecoveryTest {
  @TempDir Path directory;
  private Path file;
  private Path killed;

  @BeforeEach
  void name() {
    file = directory.resolve("audit.jsonl");
    killed = directory.resolve("killed.jsonl");
  }

  /** What a gateway that dies now would leave. */
  private void die() throws IOException {
    Files.copy(file, killed, StandardCopyOption.REPLACE_EXISTING);
  }

  private static AuditLog open(Path file) throws IOException {
    return AuditLogs.open(file);
  }

  private void runAndDie() throws Exception {
    try (AuditLog log = open(file)) {
      log.grant(Attempts.grant("closed"), Attempts.soon());
      log.grant(Attempts.grant("open1"), Attempts.soon());
      log.grant(Attempts.check("check"), Attempts.soon());
      log.grant(Attempts.grant("takenback"), Attempts.soon());
      log.closed(Attempts.ending("closed"));
      log.refused(Attempts.denied("takenback"));
      log.grant(Attempts.grant("open2"), Attempts.soon());
      die();
    }
  }

  @Test
  void closesWhatTheLastRunLeftOpen() throws Exception {
    runAndDie();
    open(killed).close();
    List<Map<String, Object>> records = Attempts.records(killed);
    Map<String, Object> boot = Attempts.all(killed, "boot").get(1);
    assertEquals(false, boot.get("clean"));
    assertEquals(2L, boot.get("lost"));
    List<Map<String, Object>> last = records.subList(records.indexOf(boot), records.size());
    assertEquals(
        List.of("boot", "closed", "closed", "end"),
        last.stream().map(members -> members.get("event")).toList());
    assertEquals("open1", last.get(1).get("session"));
    assertEquals("open2", last.get(2).get("session"));
    assertEquals("GATEWAY_LOST", last.get(1).get("reason"));
    assertNull(last.get(1).get("bytes_up"), "nobody knows how much it moved");
    assertEquals(0, RecordedChain.of(killed).open().size());
    assertTrue(RecordedChain.of(killed).intact());
  }

  @Test
  void aCleanStopIsKnownAsOne() throws Exception {
    open(file).close();
    open(file).close();
    assertEquals(true, Attempts.all(file, "boot").get(1).get("clean"));
    assertEquals(List.of("boot", "end", "boot", "end"), Attempts.events(file));
    assertTrue(RecordedChain.of(file).intact());
  }

  @Test
  void cutsOffATornRecordAtEveryLengthAndSaysSo() throws Exception {
    runAndDie();
    byte[] whole = Files.readAllBytes(killed);
    String text = new String(whole, StandardCharsets.UTF_8);
    int last = text.lastIndexOf('\n', text.length() - 2) + 1;
    Path torn = directory.resolve("torn.jsonl");
    for (int cut = last + 1; cut < whole.length; cut++) {
      Files.write(torn, Arrays.copyOf(whole, cut));
      open(torn).close();
      Map<String, Object> boot = Attempts.all(torn, "boot").get(1);
      assertEquals((long) cut - last, boot.get("torn_bytes"));
      assertTrue(text.startsWith(boot.get("torn").toString().replace("…", ""), last));
      assertEquals(1L, boot.get("lost"), "the torn grant was never answered");
      RecordedChain report = RecordedChain.of(torn);
      assertTrue(report.intact(), report.findings().toString());
    }
  }

  @Test
  void aStartThatWasCutOffWhileItWasRecordedForgetsNeitherTheChainNorWhatWasOpen()
      throws Exception {
    runAndDie();
    byte[] before = Files.readAllBytes(killed);
    open(killed).close();
    byte[] after = Files.readAllBytes(killed);
    Path torn = directory.resolve("torn.jsonl");
    for (int cut = before.length + 1; after[cut - 1] != '\n'; cut += 9) {
      Files.write(torn, Arrays.copyOf(after, cut));
      open(torn).close();
      assertEquals(2L, Attempts.all(torn, "boot").get(1).get("lost"), "cut at " + cut);
      assertEquals(List.of(), RecordedChain.of(torn).findings(), "cut at " + cut);
    }
  }

  @Test
  void looksOnlyAtTheLastRunOfALongFile() throws Exception {
    try (AuditLog log = open(file)) {
      for (int i = 0; i < 5000; i++) {
        log.refused(Attempts.denied("d" + i));
        log.grant(Attempts.grant("s" + i), Attempts.soon());
        log.closed(Attempts.ending("s" + i));
      }
      log.grant(Attempts.grant("open1"), Attempts.soon());
      die();
    }
    assertTrue(Files.size(killed) > 2_000_000);
    open(killed).close();
    assertEquals(1L, Attempts.all(killed, "boot").get(1).get("lost"));
    // The run before is over: its tunnels are not lost a second time.
    open(killed).close();
    assertEquals(0L, Attempts.all(killed, "boot").get(2).get("lost"));
    assertTrue(RecordedChain.of(killed).intact());
  }

  @Test
  void findsTheBeginningOfTheRunWhereverItLies() throws Exception {
    // The boot record is moved across the border of the blocks that are searched backwards.
    for (int padding = 0; padding < 160; padding++) {
      Path padded = directory.resolve("padded" + padding);
      String earlier = "{\"seq\":1,\"event\":\"granted\",\"session\":\"earlier\"}\n";
      String boot = "{\"seq\":2,\"event\":\"boot\",\"x\":\"\"}\n";
      String fill =
          "{\"seq\":3,\"event\":\"gap\",\"x\":\"" + "y".repeat(65_400 + padding) + "\"}\n";
      Files.writeString(padded, earlier + boot + fill);
      open(padded).close();
      assertEquals(0L, read(padded, "lost"), "padding " + padding);
    }
  }

  private static Object read(Path file, String member) throws IOException {
    List<Map<String, Object>> records = Attempts.records(file);
    return records.get(records.size() - 2).get(member);
  }

  @Test
  void leavesAFileThatIsNotItsOwnAsItIs() throws Exception {
    String foreign = "root:x:0:0\nno line feed at the end";
    Files.writeString(file, foreign);
    open(file).close();
    assertTrue(Files.readString(file).startsWith(foreign + "\n{\"seq\":1,\"event\":\"boot\""));
    assertFalse(RecordedChain.of(file).intact());
  }

  @Test
  void goesOnInANewFileWhenTheOldOneIsMovedRemovedOrCut() throws Exception {
    try (AuditLog log = open(file)) {
      log.grant(Attempts.grant("open1"), Attempts.soon());
      Path moved = directory.resolve("moved.jsonl");
      Files.move(file, moved);
      log.grant(Attempts.grant("open2"), Attempts.soon());
      assertEquals(List.of("segment", "carried", "granted"), Attempts.events(file));
      assertEquals(
          RecordedChain.of(moved).lastHash(), Attempts.only(file, "segment").get("previous"));
      Files.delete(file);
      log.grant(Attempts.grant("open3"), Attempts.soon());
      assertEquals(List.of("segment", "carried", "carried", "granted"), Attempts.events(file));
      Files.write(file, new byte[0], StandardOpenOption.TRUNCATE_EXISTING);
      log.closed(Attempts.ending("open1"));
      log.grant(Attempts.grant("open4"), Attempts.soon());
      assertTrue(RecordedChain.of(file).intact());
      die();
    }
    open(killed).close();
    assertEquals(3L, Attempts.only(killed, "boot").get("lost"));
  }

  @Test
  void noticesWhatOthersWriteIntoTheFile() throws Exception {
    try (AuditLog log = open(file)) {
      Files.writeString(file, "forged", StandardOpenOption.APPEND);
      log.grant(Attempts.grant("s1"), Attempts.soon());
    }
    RecordedChain report = RecordedChain.of(file);
    assertEquals(List.of("line 2: not a record"), report.findings());
    assertTrue(Files.readString(file).contains("\nforged\n"));
    assertTrue(Files.readString(file).contains("written to by others"));
  }
}
