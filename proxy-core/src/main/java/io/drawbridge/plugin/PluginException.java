// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.plugin;

/** A plugin that cannot be used. The message is one sentence that names the file. */
public final class PluginException extends Exception {
  private static final long serialVersionUID = 1L;

  /** With a sentence that names the file and says what is wrong with it. */
  public PluginException(String message) {
    super(message);
  }
}
