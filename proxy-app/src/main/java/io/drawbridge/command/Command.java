// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.command;

import java.util.List;

/** One command of the command line. */
public interface Command {
  /**
   * How a command is written, for its help.
   *
   * @param name the word that selects it
   * @param summary what it does, in one line
   * @param synopsis how it is written, behind its name
   * @param options its options
   * @param notes what else its help says, line by line
   */
  record Usage(
      String name, String summary, String synopsis, List<Option> options, List<String> notes) {}

  /** How it is written. */
  Usage usage();

  /**
   * Runs it to its end.
   *
   * @return what the process ends with, an {@link ExitCode}'s number unless another program set it
   * @throws CommandException if it fails for a reason that a line can tell
   * @throws InterruptedException if the process ends
   */
  int run(Arguments arguments, Console console) throws CommandException, InterruptedException;
}
