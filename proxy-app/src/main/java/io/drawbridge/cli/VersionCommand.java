// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.cli;

import io.drawbridge.command.Arguments;
import io.drawbridge.command.Command;
import io.drawbridge.command.CommandException;
import io.drawbridge.command.Console;
import io.drawbridge.command.ExitCode;
import java.util.List;

/** Prints the version. */
final class VersionCommand implements Command {
  @Override
  public Usage usage() {
    return new Usage(
        "version",
        "prints the version of Drawbridge and of the Java it runs on",
        "",
        List.of(),
        List.of());
  }

  @Override
  public int run(Arguments arguments, Console console) throws CommandException {
    arguments.noWords();
    console.out().println("drawbridge " + version() + " (Java " + Runtime.version() + ")");
    return ExitCode.DONE.number();
  }

  /** The version in the jar's manifest; {@code development} when run from classes. */
  static String version() {
    String version = VersionCommand.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }
}
