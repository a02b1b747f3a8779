// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.auth;

/** A configuration that cannot be used. The message names the place and what to do. */
public final class InvalidSettingsException extends Exception {
  private static final long serialVersionUID = 1L;

  /** With a message that a person can act on, without secrets. */
  public InvalidSettingsException(String message) {
    super(message);
  }
}
