// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.command;

/** What a command's exit code tells a script (sysexits, where one fits). */
public enum ExitCode {
  /** Done. */
  DONE(0),
  /** The check found something, or the drain had to reset tunnels. */
  FOUND(1),
  /** The command line is wrong. */
  USAGE(64),
  /** The gateway cannot be reached, or an address is in use. */
  UNREACHABLE(69),
  /** A fault of the program. */
  INTERNAL(70),
  /** Standard input cannot be read, or standard output not be written. */
  INPUT_OUTPUT(74),
  /** Overloaded or draining: try again. */
  TRY_AGAIN(75),
  /** Refused. */
  REFUSED(77),
  /** The configuration cannot be used, or the Java is too old. */
  CONFIGURATION(78);

  private final int number;

  ExitCode(int number) {
    this.number = number;
  }

  /** The number that the process ends with. */
  public int number() {
    return number;
  }
}
