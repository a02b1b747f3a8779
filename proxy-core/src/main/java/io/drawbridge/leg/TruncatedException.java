// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.leg;

import java.io.IOException;

/** A TLS stream ended without close_notify: what came may be cut (RFC 8446 §6.1). */
public final class TruncatedException extends IOException {
  private static final long serialVersionUID = 1L;

  /** With a message. */
  public TruncatedException(String message) {
    super(message);
  }
}
