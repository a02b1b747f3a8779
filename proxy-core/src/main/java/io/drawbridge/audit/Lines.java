// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.audit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Reads complete lines one by one, from a position on, in memory bounded by the longest line. What
 * follows the last line feed is kept apart: a record torn by a crash. One thread.
 */
public final class Lines {
  /** Longest line kept; of a longer one only the beginning is, which breaks its hash. */
  public static final int LONGEST = 256 * 1024;

  /** Where the bytes come from. */
  public interface Source {
    /** Reads from a position, as many bytes as it likes; -1 at the end. */
    int read(ByteBuffer into, long position) throws IOException;
  }

  private final Source source;
  private final ByteBuffer block = ByteBuffer.allocate(64 * 1024).flip();
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private long position;
  private long start;
  private long next;

  /** Those from that position on. */
  public Lines(Source source, long from) {
    this.source = source;
    this.position = from;
    this.next = from;
  }

  /** The next line without its line feed; null if there is no complete one. */
  public byte[] next() throws IOException {
    line.reset();
    start = next;
    while (true) {
      if (!block.hasRemaining() && !fill()) {
        return null;
      }
      int from = block.position();
      int at = from;
      byte[] bytes = block.array();
      while (at < block.limit() && bytes[at] != '\n') {
        at++;
      }
      line.write(bytes, from, Math.min(at - from, LONGEST - line.size()));
      boolean whole = at < block.limit();
      next += at - from + (whole ? 1 : 0);
      block.position(whole ? at + 1 : at);
      if (whole) {
        return line.toByteArray();
      }
    }
  }

  /** Where the line last read, or the torn rest, begins. */
  public long start() {
    return start;
  }

  /** Behind the last byte read. */
  public long end() {
    return next;
  }

  /** After the last complete line: what follows it without a line feed. */
  byte[] rest() {
    return line.toByteArray();
  }

  private boolean fill() throws IOException {
    block.clear();
    int n = source.read(block, position);
    block.flip();
    position += Math.max(n, 0);
    return n > 0;
  }
}
