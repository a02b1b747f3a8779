// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.command;

import java.io.PrintStream;
import java.util.List;

/** Writes the help from the commands' own tables. */
public final class Help {
  private static final int NAME_WIDTH = 10;
  private static final int OPTION_WIDTH = 34;

  private Help() {}

  /** All commands, a line each. */
  public static void overview(List<Command> commands, PrintStream out) {
    out.println(
        "Drawbridge lets a CI job through to one internal service, and no longer than it runs.");
    out.println();
    out.println("usage: drawbridge COMMAND ...");
    for (Command command : commands) {
      out.println("  " + padded(command.usage().name(), NAME_WIDTH) + command.usage().summary());
    }
    out.println();
    out.println("drawbridge help COMMAND tells more.");
    out.println(
        "exit codes: 0 done, 1 something found, 64 usage, 69 unreachable or address in use,");
    out.println(
        "            70 internal fault, 75 try again, 77 refused, 78 configuration or old Java");
  }

  /** One command, with its options. */
  public static void of(Command.Usage command, PrintStream out) {
    out.println(("usage: drawbridge " + command.name() + " " + command.synopsis()).strip());
    out.println(command.summary());
    if (!command.options().isEmpty()) {
      out.println();
    }
    for (Option option : command.options()) {
      out.println("  " + padded(option.usage(), OPTION_WIDTH) + option.help());
    }
    if (!command.notes().isEmpty()) {
      out.println();
    }
    command.notes().forEach(out::println);
  }

  /** The text, and at least one space up to the width. */
  public static String padded(String text, int width) {
    return text + " ".repeat(Math.max(1, width - text.length()));
  }
}
