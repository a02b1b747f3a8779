// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drawbridge.json.JsonReader;
import io.drawbridge.observe.RefusedException;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditKillTest {
  private static final int KILLS = Boolean.getBoolean("thorough") ? 4 : 2;

  /** A process that grants on several threads and prints each session once its grant returned. */
  static final class Granter {
    private Granter() {}

    /** The audit's file and a prefix for the sessions. */
    public static void main(String[] arguments) throws IOException {
      AuditLog log = AuditLogs.open(Path.of(arguments[0]));
      for (int t = 0; t < 3; t++) {
        String prefix = arguments[1] + "-" + t + "-";
        Thread.ofPlatform().start(() -> grantForEver(log, prefix));
      }
    }

    private static void grantForEver(AuditLog log, String prefix) {
      for (int i = 0; ; i++) {
        String session = prefix + i;
        try {
          log.grant(Attempts.grant(session), Attempts.soon());
        } catch (RefusedException e) {
          throw new IllegalStateException(e);
        }
        System.out.println(session);
        if (i % 3 != 0) {
          log.closed(Attempts.ending(session));
        }
      }
    }
  }

  @Test
  void aKillLosesNoGrantThatReturned(@TempDir Path directory) throws Exception {
    Path file = directory.resolve("audit.jsonl");
    Random random = new Random(42);
    Set<Object> answered = new HashSet<>();
    for (int kill = 0; kill < KILLS; kill++) {
      answered.addAll(runAndKill(file, "run" + kill, 200 + random.nextInt(2000)));
    }
    AuditLogs.open(file).close();
    Set<Object> granted = new HashSet<>();
    Attempts.all(file, "granted").forEach(members -> granted.add(members.get("session")));
    assertTrue(granted.containsAll(answered), "a grant that was answered is not in the file");
    assertTrue(answered.size() > KILLS * 200);
    RecordedChain report = RecordedChain.of(file);
    assertEquals(List.of(), report.findings());
    assertEquals(Set.of(), report.open(), "what was open is closed by the next start");
    assertFalse(Attempts.all(file, "closed").isEmpty());
  }

  /** The sessions that a killed process had printed. */
  private static List<String> runAndKill(Path file, String prefix, int after) throws Exception {
    String classPath =
        String.join(
            File.pathSeparator,
            place(AuditLog.class),
            place(JsonReader.class),
            Path.of("target", "test-classes").toAbsolutePath().toString());
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                classPath,
                Granter.class.getName(),
                file.toString(),
                prefix)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    List<String> printed = new ArrayList<>();
    try (BufferedReader out = process.inputReader()) {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        printed.add(line);
        if (printed.size() == after) {
          process.destroyForcibly();
        }
      }
    } catch (IOException e) {
      // The pipe ends with the process.
      assertFalse(printed.isEmpty(), e.toString());
    } finally {
      process.destroyForcibly().waitFor();
    }
    // The last line may be torn, as the process was.
    return printed.subList(0, Math.max(0, printed.size() - 1));
  }

  private static String place(Class<?> type) throws Exception {
    return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
  }
}
