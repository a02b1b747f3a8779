// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.splice;

import java.io.IOException;

/** The kernel does not splice this socket; whoever meets this copies instead. */
public final class UnspliceableException extends IOException {
  private static final long serialVersionUID = 1L;

  /** With what the kernel said. */
  public UnspliceableException(String message) {
    super(message);
  }
}
