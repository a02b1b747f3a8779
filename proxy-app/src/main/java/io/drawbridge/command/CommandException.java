// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.command;

/** Ends a command with a line for the person who typed it. */
public final class CommandException extends Exception {
  private static final long serialVersionUID = 1L;

  private final ExitCode code;

  /** Ends the command with that code and line. */
  public CommandException(ExitCode code, String message) {
    super(message);
    this.code = code;
  }

  /** What the process ends with. */
  public ExitCode code() {
    return code;
  }
}
