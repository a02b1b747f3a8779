// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.review;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.drawbridge.audit.Attempts;
import io.drawbridge.audit.AuditLog;
import io.drawbridge.audit.AuditLogs;
import io.drawbridge.auth.Claims;
import io.drawbridge.policy.Subject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a replay may rely on: a claim that comes back was presented, or is known to be absent. */
class AttemptReaderTest {
  private static final Set<String> NAMED = Set.of("ref", "groups", "long", "token", "missing");

  @TempDir Path directory;

  private Path file() {
    return directory.resolve("audit.jsonl");
  }

  private AuditLog open() throws Exception {
    return AuditLogs.open(file(), NAMED);
  }

  @Test
  void tellsWhatWasPresentedWhatWasAbsentAndNothingElse() throws Exception {
    Map<String, Object> claims = new LinkedHashMap<>();
    claims.put("ref", "main");
    claims.put("groups", List.of("a", "b"));
    claims.put("long", "x".repeat(600));
    claims.put("token", "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ4In0.c2lnbmF0dXJl");
    claims.put("unnamed", "private");
    try (AuditLog log = open()) {
      log.grant(Attempts.grant("s1", Claims.of(claims)), Attempts.soon());
      log.closed(Attempts.ending("s1"));
      log.refused(Attempts.denied("s2"));
      log.refused(Attempts.stranger("s3", "192.0.2.9", Claims.of(Map.of("ref", "main"))));
      log.grant(Attempts.check("s4"), Attempts.soon());
    }
    List<RecordedAttempt> read = new ArrayList<>();
    assertEquals(0, AttemptReader.read(file(), read::add));
    assertEquals(List.of("s1", "s2", "s4"), read.stream().map(RecordedAttempt::session).toList());
    Subject first = read.getFirst().subject();
    Map<String, Object> known = new LinkedHashMap<>();
    known.put("ref", "main");
    known.put("groups", List.of("a", "b"));
    known.put("missing", null);
    assertEquals(Claims.of(known), first.identity().claims());
    assertEquals("orders-db", first.target());
    assertEquals("gitlab", first.authenticator());
    assertEquals("ci", first.listener());
    assertEquals("https://gitlab.test", first.identity().issuer());
    assertEquals("job", first.identity().subject());
    assertEquals(Map.of("job", "4711"), first.identity().labels());
  }

  @Test
  void aListThatMayHaveBeenCutIsNotKnown() throws Exception {
    Claims claims = Claims.of(Map.of("groups", Collections.nCopies(40, "g")));
    try (AuditLog log = open()) {
      log.grant(Attempts.grant("s1", claims), Attempts.soon());
    }
    List<RecordedAttempt> read = new ArrayList<>();
    AttemptReader.read(file(), read::add);
    assertEquals(
        new Claims.Value.Absent(), read.getFirst().subject().identity().claims().get("groups"));
  }

  @Test
  void countsWhatIsNoRecord() throws Exception {
    try (AuditLog log = open()) {
      log.grant(Attempts.grant("s1", Claims.NONE), Attempts.soon());
    }
    Files.writeString(file(), "{\"seq\":1\nnonsense\ntorn", StandardOpenOption.APPEND);
    List<RecordedAttempt> read = new ArrayList<>();
    assertEquals(3, AttemptReader.read(file(), read::add));
    assertEquals(1, read.size());
  }
}
