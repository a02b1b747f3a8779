// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.json;

/** A text that is not the JSON document asked for. The message says where, and holds no content. */
public final class MalformedJsonException extends Exception {
  private static final long serialVersionUID = 1L;

  /** With a message without content of the document. */
  public MalformedJsonException(String message) {
    super(message);
  }
}
