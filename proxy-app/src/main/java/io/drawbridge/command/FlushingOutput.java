// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.command;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.PrintStream;

/** Hands on every piece at once: the peer of a proxy command waits for it. */
public final class FlushingOutput extends FilterOutputStream {
  private final PrintStream to;

  /** Writes there. */
  public FlushingOutput(PrintStream to) {
    super(to);
    this.to = to;
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    to.write(bytes, offset, length);
    to.flush();
    if (to.checkError()) {
      throw new IOException("standard output is closed");
    }
  }
}
