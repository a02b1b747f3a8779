// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.auth.jwt;

/** A key or a key set that cannot be used. The message says why, without content of the keys. */
final class UnusableKeysException extends Exception {
  private static final long serialVersionUID = 1L;

  UnusableKeysException(String message) {
    super(message);
  }
}
