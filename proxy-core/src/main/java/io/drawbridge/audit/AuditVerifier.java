// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.audit;

import io.drawbridge.json.JsonLimits;
import io.drawbridge.json.JsonReader;
import io.drawbridge.json.MalformedJsonException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Reads an audit file and tells whether its chain holds: torn, changed, missing, added and moved
 * records. It cannot tell that records at the end were cut off together with what followed, or that
 * somebody rewrote everything from a record on: compare {@link Report#lastHash} with a copy kept
 * elsewhere. Reads a file in use as well; memory is bounded.
 */
public final class AuditVerifier {
  /** Most findings kept; the others are counted. */
  public static final int FINDINGS = 100;

  private final Chain chain = new Chain(0, Chain.ORIGIN);
  private final OpenTunnels open = new OpenTunnels();
  private final List<Finding> findings = new ArrayList<>();
  private long line;
  private long faults;
  private long first;
  private long sequence;
  private String hash = Chain.ORIGIN;
  private boolean ended;

  private AuditVerifier() {}

  /**
   * Something that does not hold.
   *
   * @param line the line's number, from 1
   * @param text what is wrong, in one sentence
   */
  public record Finding(long line, String text) {}

  /**
   * What a file holds.
   *
   * @param records how many lines were read
   * @param firstSequence the first record's number
   * @param lastSequence the last record's number
   * @param lastHash the last record's hash, to be compared with a copy kept elsewhere
   * @param ended whether the last record is the end of a run
   * @param open how many granted sessions have no close
   * @param faults how many things do not hold
   * @param findings the first of them
   */
  public record Report(
      long records,
      long firstSequence,
      long lastSequence,
      String lastHash,
      boolean ended,
      int open,
      long faults,
      List<Finding> findings) {
    /** Copies the list. */
    public Report {
      findings = List.copyOf(findings);
    }

    /** Whether everything holds. */
    public boolean intact() {
      return faults == 0;
    }
  }

  /**
   * Reads the file.
   *
   * @throws IOException if it cannot be read
   */
  public static Report verify(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      return new AuditVerifier().verify(channel);
    }
  }

  private Report verify(FileChannel channel) throws IOException {
    Lines lines = new Lines(channel::read, 0);
    for (byte[] bytes = lines.next(); bytes != null; bytes = lines.next()) {
      line++;
      record(bytes);
    }
    if (lines.end() > lines.start()) {
      line++;
      found("the last record is torn: " + (lines.end() - lines.start()) + " bytes without an end");
    }
    return new Report(line, first, sequence, hash, ended, open.sessions().size(), faults, findings);
  }

  private void record(byte[] bytes) {
    Map<String, Object> members = members(bytes);
    String carried = Chain.carried(bytes);
    if (members == null
        || carried.isEmpty()
        || !(members.get("seq") instanceof Long number)
        || !(members.get("event") instanceof String event)) {
      found("not a record");
      return;
    }
    if (line == 1) {
      first = number;
      start(members);
    } else if (number != sequence + 1) {
      found("record " + number + " follows record " + sequence);
    }
    if (!carried.equals(chain.expected(hash, bytes))) {
      found("record " + number + " was changed, or does not follow the record before it");
    }
    sequence = number;
    hash = carried;
    ended = event.equals("end");
    open.follow(event, members.get("session") instanceof String session ? session : "");
  }

  /** A file may begin where another one stopped; its first record names the hash it follows. */
  private void start(Map<String, Object> members) {
    if (members.get("previous") instanceof String previous && previous.length() == 64) {
      hash = previous;
    } else {
      found("the file does not begin with a boot or segment record");
    }
  }

  private static Map<String, Object> members(byte[] bytes) {
    try {
      return JsonReader.readObject(bytes, JsonLimits.STANDARD);
    } catch (MalformedJsonException _) {
      return null;
    }
  }

  private void found(String text) {
    faults++;
    if (findings.size() < FINDINGS) {
      findings.add(new Finding(line, text));
    }
  }
}
