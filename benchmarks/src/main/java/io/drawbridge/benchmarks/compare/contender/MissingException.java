// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.benchmarks.compare.contender;

/** A contender that cannot take part; the message says why. */
public final class MissingException extends Exception {
  private static final long serialVersionUID = 1;

  /** With the reason. */
  public MissingException(String message) {
    super(message);
  }
}
