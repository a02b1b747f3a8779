// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.cli;

/** Ends a command with a line for the person who typed it. */
final class CommandException extends Exception {
  private static final long serialVersionUID = 1L;

  private final ExitCode code;

  CommandException(ExitCode code, String message) {
    super(message);
    this.code = code;
  }

  ExitCode code() {
    return code;
  }
}
