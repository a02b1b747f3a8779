// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.review;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drawbridge.audit.Attempts;
import io.drawbridge.audit.AuditLog;
import io.drawbridge.audit.AuditLogs;
import io.drawbridge.audit.Lines;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
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
    try (AuditLog log = AuditLogs.open(file)) {
      for (int i = 0; i < 3; i++) {
        log.grant(Attempts.grant("s" + i), Attempts.soon());
        log.closed(Attempts.ending("s" + i));
      }
    }
    lines = new ArrayList<>(Files.readAllLines(file));
  }

  private AuditVerifier.Report verify() throws Exception {
    Files.writeString(file, String.join("\n", lines) + "\n");
    return holding(file);
  }

  private static AuditVerifier.Report holding(Path... files) throws IOException {
    List<AuditInput> inputs = new ArrayList<>();
    for (Path file : files) {
      inputs.add(AuditInput.open(file));
    }
    AuditVerifier.Report report = AuditVerifier.verify(inputs, Optional.empty());
    for (AuditInput input : inputs) {
      input.close();
    }
    return report;
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
      assertFalse(holding(edited).intact(), "byte " + at);
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
    assertTrue(holding(file).findings().getFirst().text().contains("torn"));
  }

  @Test
  void aCutEndIsNotCleanAndHasAnotherLastHash() throws Exception {
    String hash = holding(file).lastHash();
    lines.removeLast();
    AuditVerifier.Report report = verify();
    assertFalse(report.ended());
    assertFalse(hash.equals(report.lastHash()));
  }

  @Test
  void aCutHeadIsWarnedOf() throws Exception {
    try (AuditLog log = AuditLogs.open(file)) {
      log.grant(Attempts.grant("s4"), Attempts.soon());
    }
    lines = new ArrayList<>(Files.readAllLines(file));
    assertEquals(List.of(), verify().warnings());
    lines = lines.subList(8, lines.size());
    AuditVerifier.Report report = verify();
    assertTrue(report.intact());
    assertEquals(9, report.firstSequence());
    assertTrue(report.warnings().getFirst().contains("begins no file"), report.toString());
  }

  @Test
  void anEmptiedFileIsNotIntact() throws Exception {
    Files.writeString(file, "");
    AuditVerifier.Report report = holding(file);
    assertFalse(report.intact());
    assertTrue(report.findings().getFirst().text().contains("empty"), report.toString());
  }

  @Test
  void whatIsUnclosedIsNamed() throws Exception {
    lines.remove(7);
    lines.remove(6);
    AuditVerifier.Report report = verify();
    assertEquals(List.of("s2"), report.open());
    assertFalse(report.ended());
  }

  @Test
  void rotatedFilesAreOneChainInWhateverOrder() throws Exception {
    Path directory = file.getParent();
    Path old = directory.resolve("audit.jsonl.1");
    Path older = directory.resolve("audit.jsonl.2.gz");
    try (AuditLog log = AuditLogs.open(file)) {
      log.grant(Attempts.grant("kept"), Attempts.soon());
      try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(older))) {
        Files.copy(file, out);
      }
      Files.delete(file);
      log.grant(Attempts.grant("s5"), Attempts.soon());
      Files.move(file, old);
      log.closed(Attempts.ending("s5"));
    }
    AuditVerifier.Report report = holding(file, old, older);
    assertEquals(List.of(), report.findings());
    assertEquals(List.of(), report.warnings());
    assertEquals(1, report.firstSequence());
    assertEquals(holding(file).lastHash(), report.lastHash());
    assertEquals(List.of("kept"), report.open());
    assertTrue(holding(old, file).warnings().getFirst().contains("goes on behind record"));
    assertFalse(holding(file, older).intact(), "the one between is missing");
  }

  @Test
  void aRecordKeptElsewhereTellsARewrittenFile() throws Exception {
    AuditVerifier.Report before = verify();
    AuditVerifier.Mark mark = new AuditVerifier.Mark(before.lastSequence(), before.lastHash());
    assertTrue(expecting(mark).intact());
    Files.delete(file);
    record();
    assertTrue(verify().intact(), "rewritten, it looks well");
    lines.removeLast();
    verify();
    assertFalse(expecting(mark).intact());
  }

  private AuditVerifier.Report expecting(AuditVerifier.Mark mark) throws Exception {
    try (AuditInput input = AuditInput.open(file)) {
      return AuditVerifier.verify(List.of(input), Optional.of(mark));
    }
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
