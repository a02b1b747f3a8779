// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.cli;

import java.io.PrintStream;
import java.util.List;

/** Writes the help from the commands' own tables. */
final class Help {
  private Help() {}

  static void overview(List<Command> commands, PrintStream out) {
    out.println(
        "Drawbridge lets a CI job through to one internal service, and no longer than it runs.");
    out.println();
    out.println("usage: drawbridge COMMAND …");
    for (Command command : commands) {
      out.println("  " + padded(command.name(), 10) + command.summary());
    }
    out.println("drawbridge COMMAND --help tells more.");
  }

  static void of(Command command, PrintStream out) {
    out.println("usage: drawbridge " + command.name() + " " + command.synopsis());
    out.println(command.summary());
    for (Option option : command.options()) {
      out.println("  " + padded(option.usage(), 34) + option.help());
    }
  }

  private static String padded(String text, int width) {
    return text + " ".repeat(Math.max(1, width - text.length()));
  }
}
