// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.command;

import java.util.List;

/** One command of the command line. */
public interface Command {
  /** The word that selects it. */
  String name();

  /** What it does, in one line. */
  String summary();

  /** How it is written, behind its name. */
  String synopsis();

  /** Its options. */
  List<Option> options();

  /** What else its help says, line by line. */
  default List<String> notes() {
    return List.of();
  }

  /**
   * Runs it to its end.
   *
   * @return what the process ends with, an {@link ExitCode}'s number unless another program set it
   * @throws CommandException if it fails for a reason that a line can tell
   * @throws InterruptedException if the process ends
   */
  int run(Arguments arguments, Console console) throws CommandException, InterruptedException;
}
