// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.audit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;

/**
 * What the last run left in the file. Found by looking backwards for the record that began the run
 * and following the records from there, in memory bounded by the tunnels that were open at once.
 *
 * @param sequence the number of its last record
 * @param hash the hash of its last record; {@link Chain#ORIGIN} if there is none to go on from
 * @param open sessions granted and not closed
 * @param clean whether it ended with an end record, or there was none
 * @param end where the next record goes
 * @param tornBytes how long a last record without its line feed is, which is cut off
 * @param torn its beginning
 * @param damaged whether the last line is none of ours, or the torn end is not the beginning of one
 */
record LastRun(
    long sequence,
    String hash,
    Set<String> open,
    boolean clean,
    long end,
    long tornBytes,
    String torn,
    boolean damaged) {
  private static final int BLOCK = 64 * 1024;
  private static final int OVERLAP = 128;

  /** Reads a file that is that long. */
  static LastRun read(Lines.Source source, long size) throws IOException {
    Lines lines = new Lines(source, beginning(source, size));
    OpenTunnels open = new OpenTunnels();
    long sequence = 0;
    Head head = null;
    byte[] last = null;
    for (byte[] line = lines.next(); line != null; line = lines.next()) {
      last = line;
      head = Head.of(line);
      if (head != null) {
        sequence = head.sequence();
        open.follow(head.event(), head.session());
      }
    }
    boolean foreign = last != null && (head == null || Chain.carried(last).isEmpty());
    String hash = last == null || foreign ? Chain.ORIGIN.hash() : Chain.carried(last);
    boolean clean = last == null || head != null && head.event().equals("end");
    long rest = lines.end() - lines.start();
    String torn = new String(lines.rest(), StandardCharsets.UTF_8);
    // Only what is recognisably ours is cut off: the path may be a mistake.
    boolean ours = rest < Lines.LONGEST && (torn.startsWith("{\"seq\":") || rest < 7);
    boolean keep = rest > 0 && !ours;
    return new LastRun(
        sequence,
        hash,
        open.sessions(),
        clean && rest == 0,
        keep ? lines.end() : lines.start(),
        keep ? 0 : rest,
        torn,
        foreign || keep);
  }

  /** Where the last record begins that begins a run or a file; 0 if there is none. */
  private static long beginning(Lines.Source source, long size) throws IOException {
    ByteBuffer block = ByteBuffer.allocate(BLOCK + OVERLAP);
    for (long to = size; to > 0; ) {
      long from = Math.max(0, to - BLOCK);
      block.clear().limit((int) Math.min(BLOCK + OVERLAP, size - from));
      while (block.hasRemaining() && source.read(block, from + block.position()) > 0) {
        // Until the block is full.
      }
      int found = lastBeginning(block.array(), block.position(), (int) (to - from), from == 0);
      if (found >= 0) {
        return from + found;
      }
      to = from;
    }
    return 0;
  }

  /** The last line start among the first bytes whose record begins a run; -1 if there is none. */
  private static int lastBeginning(byte[] bytes, int length, int starts, boolean first) {
    for (int at = Math.min(starts, length - 1); at >= 0; at--) {
      boolean lineStart = bytes[at] == '{' && (at == 0 ? first : bytes[at - 1] == '\n');
      if (lineStart) {
        byte[] beginning = Arrays.copyOfRange(bytes, at, Math.min(length, at + OVERLAP));
        Head head = Head.of(beginning);
        if (head != null && head.begins()) {
          return at;
        }
      }
    }
    return -1;
  }
}
