// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drawbridge.command.Console;
import io.drawbridge.command.Option;
import io.drawbridge.connect.ConnectCommand;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class HelpTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private int run(String... words) {
    return Main.run(
        List.of(words),
        new Console(
            new ByteArrayInputStream(new byte[0]),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8)));
  }

  private String printed() {
    return out.toString(StandardCharsets.UTF_8);
  }

  @Test
  void helpIsNoFaultAndNothingAtAllIsOne() {
    assertEquals(0, run("help"));
    assertTrue(printed().contains("usage: drawbridge COMMAND"), printed());
    out.reset();
    assertEquals(64, run());
    assertEquals("", printed());
    assertTrue(err.toString(StandardCharsets.UTF_8).contains("usage: drawbridge COMMAND"));
  }

  @Test
  void aCommandsHelpNamesEachOfItsOptions() {
    assertEquals(0, run("help", "connect"));
    for (Option option : new ConnectCommand().usage().options()) {
      assertTrue(printed().contains("  " + option.usage()), option.name());
    }
  }

  @Test
  void helpBehindTwoHyphensIsTheOtherCommands() {
    assertEquals(64, run("connect", "--", "psql", "--help"));
    assertTrue(err.toString(StandardCharsets.UTF_8).contains("--gateway is missing"));
  }

  @Test
  void everyLineFitsATerminalAndIsPlainAscii() {
    for (String command :
        List.of("serve", "connect", "check", "explain", "audit", "plugins", "demo", "version")) {
      out.reset();
      assertEquals(0, run("help", command));
      printed().lines().forEach(line -> assertTrue(line.length() <= 110, command + ": " + line));
      assertTrue(printed().chars().allMatch(c -> c < 127), command);
    }
  }
}
