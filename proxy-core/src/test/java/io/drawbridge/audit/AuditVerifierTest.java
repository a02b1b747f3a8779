// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditVerifierTest {
  @TempDir Path directory;
  private Path file;
  private List<String> lines;

  @BeforeEach
  void record() throws Exception {
    file = directory.resolve("audit.jsonl");
    try (AuditLog log = AuditLog.open(AuditSettings.standard(file))) {
      for (int i = 0; i < 3; i++) {
        log.grant(Attempts.grant("s" + i), Attempts.soon());
        log.closed(Attempts.ending("s" + i));
      }
    }
    lines = new ArrayList<>(Files.readAllLines(file));
  }

  private AuditVerifier.Report verify() throws Exception {
    Files.writeString(file, String.join("\n", lines) + "\n");
    return AuditVerifier.verify(file);
  }

  @Test
  void anUntouchedFileIsIntact() throws Exception {
    AuditVerifier.Report report = verify();
    assertEquals(List.of(), report.findings());
    assertTrue(report.intact());
    assertTrue(report.ended());
    assertEquals(8, report.records());
    assertEquals(1, report.firstSequence());
    assertEquals(8, report.lastSequence());
  }

  @Test
  void everyChangedByteIsFound() throws Exception {
    byte[] whole = Files.readAllBytes(file);
    Path edited = directory.resolve("edited.jsonl");
    // Every member is longer than the step: each is hit somewhere.
    int step = Boolean.getBoolean("thorough") ? 1 : 7;
    for (int at = 0; at < whole.length; at += step) {
      byte[] bytes = whole.clone();
      bytes[at] ^= 1;
      Files.write(edited, bytes);
      assertFalse(AuditVerifier.verify(edited).intact(), "byte " + at);
    }
  }

  @Test
  void aMissingMovedOrDoubledRecordIsFoundWhereItIs() throws Exception {
    String taken = lines.remove(5);
    assertEquals(6, verify().findings().getFirst().line());
    lines.add(7, taken);
    assertFalse(verify().intact());
    lines.remove(7);
    lines.add(5, taken);
    assertTrue(verify().intact());
    lines.add(5, taken);
    assertEquals(7, verify().findings().getFirst().line());
  }

  @Test
  void aTornEndIsFound() throws Exception {
    byte[] whole = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(whole, whole.length - 1));
    assertTrue(AuditVerifier.verify(file).findings().getFirst().text().contains("torn"));
  }

  @Test
  void aCutEndIsNotCleanAndHasAnotherLastHash() throws Exception {
    String hash = AuditVerifier.verify(file).lastHash();
    lines.removeLast();
    AuditVerifier.Report report = verify();
    assertFalse(report.ended());
    assertFalse(hash.equals(report.lastHash()));
  }

  @Test
  void garbageIsBounded() throws Exception {
    for (int i = 0; i < 500; i++) {
      lines.add("garbage");
    }
    lines.add("x".repeat(3 * Lines.LONGEST));
    AuditVerifier.Report report = verify();
    assertEquals(501, report.faults());
    assertEquals(AuditVerifier.FINDINGS, report.findings().size());
  }
}
