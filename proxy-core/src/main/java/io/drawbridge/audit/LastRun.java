// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.audit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the last run left in the file. Found by looking backwards for the record that began the run
 * and following the records from there, in memory bounded by the tunnels that were open at once.
 *
 * @param chain behind its last record; {@link Chain#ORIGIN}'s hash if there is none to go on from
 * @param open sessions granted and not closed
 * @param clean whether it ended with an end record, or there was none
 * @param end where the next record goes
 * @param tornBytes how long a last record without its line feed is, which is cut off
 * @param torn its beginning
 * @param damaged whether the last line is none of ours, or the torn end is not the beginning of one
 */
record LastRun(
    Chain chain,
    Set<String> open,
    boolean clean,
    long end,
    long tornBytes,
    String torn,
    boolean damaged) {
  /** How far each look backwards goes; a record that begins a run or a file is far shorter. */
  private static final int BLOCK = 64 * 1024;

  /** Of a line as much as can hold its number, event and session, which are its first members. */
  private static final int HEAD = 1024;

  private static final Set<String> BEGINNINGS = Set.of("boot", "segment");
  private static final String START = "{\"seq\":";

  /** Not parsed any further: a long run has millions of records. A long has 18 digits and more. */
  private static final Pattern RECORD =
      Pattern.compile(
          "\\{\"seq\":(\\d{1,18}),\"event\":\"([^\"]*)\"(?:,\"session\":\"([^\"]*)\")?");

  /** Reads a file that is that long. */
  static LastRun read(Lines.Source source, long size) throws IOException {
    Lines lines = new Lines(source, beginning(source, size));
    OpenTunnels open = new OpenTunnels();
    long sequence = 0;
    Matcher record = null;
    byte[] last = null;
    for (byte[] line = lines.next(); line != null; line = lines.next()) {
      last = line;
      record = record(line);
      if (record.lookingAt()) {
        sequence = Long.parseLong(record.group(1));
        open.follow(record.group(2), record.group(3) == null ? "" : record.group(3));
      }
    }
    boolean ours = last != null && record.hasMatch() && !Chain.carried(last).isEmpty();
    String hash = ours ? Chain.carried(last) : Chain.ORIGIN.hash();
    boolean clean = last == null || record.hasMatch() && record.group(2).equals("end");
    long rest = lines.end() - lines.start();
    String torn = new String(lines.rest(), StandardCharsets.UTF_8);
    // Only what is recognisably ours is cut off: the path may be a mistake.
    boolean keep = rest >= Lines.LONGEST || rest >= START.length() && !torn.startsWith(START);
    return new LastRun(
        new Chain(sequence, hash),
        open.sessions(),
        clean && rest == 0,
        keep ? lines.end() : lines.start(),
        keep ? 0 : rest,
        torn,
        last != null && !ours || keep);
  }

  private static Matcher record(byte[] line) {
    int length = Math.min(line.length, HEAD);
    return RECORD.matcher(new String(line, 0, length, StandardCharsets.ISO_8859_1));
  }

  /** Where the last whole record begins that begins a run or a file; 0 if there is none. */
  private static long beginning(Lines.Source source, long size) throws IOException {
    for (long to = size; to > 0; to = Math.max(0, to - BLOCK)) {
      long from = Math.max(0, to - BLOCK);
      // A line may have no end: no look goes further than the longest record searched for.
      long limit = to + BLOCK;
      Lines lines =
          new Lines((into, at) -> at < limit ? source.read(into, at) : -1, Math.max(0, from - 1));
      byte[] line = lines.next();
      if (from > 0 && line != null) {
        // The rest of a line that begins before, or the line feed before the first.
        line = lines.next();
      }
      long found = -1;
      for (; line != null && lines.start() < to; line = lines.next()) {
        Matcher record = record(line);
        if (record.lookingAt() && BEGINNINGS.contains(record.group(2))) {
          found = lines.start();
        }
      }
      if (found >= 0) {
        return found;
      }
    }
    return 0;
  }
}
