// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.review;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drawbridge.audit.AuditLogs;
import io.drawbridge.command.Arguments;
import io.drawbridge.command.CommandException;
import io.drawbridge.command.Console;
import io.drawbridge.command.ExitCode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditCommandTest {
  @TempDir Path directory;
  private Path file;
  private String printed;

  @BeforeEach
  void record() throws Exception {
    file = directory.resolve("audit.jsonl");
    AuditLogs.open(file).close();
  }

  private int run(byte[] in, String... words) throws CommandException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrintStream print = new PrintStream(out, false, StandardCharsets.UTF_8);
    AuditCommand command = new AuditCommand();
    int code =
        command.run(
            Arguments.parse(List.of(words), command.usage().options()),
            new Console(new ByteArrayInputStream(in), print, print));
    printed = out.toString(StandardCharsets.UTF_8);
    return code;
  }

  @Test
  void saysWhatIsThereAndTakesItsOwnWordsAsExpectation() throws Exception {
    assertEquals(0, run(new byte[0], "verify", file.toString()));
    assertTrue(printed.startsWith("2 records, 1 to 2, intact\nlast record: 2:"), printed);
    String mark = printed.lines().toList().get(1).substring("last record: ".length());
    assertEquals(0, run(Files.readAllBytes(file), "verify", "--expect", mark, "-"));
    Files.delete(file);
    record();
    assertEquals(1, run(new byte[0], "verify", "--expect", mark, file.toString()));
    assertTrue(printed.contains("record 2 of that hash is not there"), printed);
  }

  @Test
  void anEmptiedFileIsAFinding() throws Exception {
    Files.writeString(file, "");
    assertEquals(1, run(new byte[0], "verify", file.toString()));
    assertTrue(printed.contains("the file is empty"), printed);
    assertEquals(1, run(new byte[0], "verify", "-"));
  }

  @Test
  void anExpectationThatIsNoneIsRefused() {
    CommandException refused =
        assertThrows(
            CommandException.class,
            () -> run(new byte[0], "verify", "--expect", "2:abc", file.toString()));
    assertEquals(ExitCode.USAGE, refused.code());
  }
}
