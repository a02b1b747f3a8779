// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.review;

import io.drawbridge.audit.Chain;
import io.drawbridge.audit.Lines;
import io.drawbridge.audit.OpenTunnels;
import io.drawbridge.json.JsonLimits;
import io.drawbridge.json.JsonReader;
import io.drawbridge.json.MalformedJsonException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads audit files, each of which goes on where another one stopped, and tells whether their chain
 * holds: torn, changed, missing, added and moved records. It cannot tell by itself that records at
 * the end were cut off together with what followed, or that somebody rewrote everything from a
 * record on: for that it is told a record's number and hash that were kept elsewhere. Reads files
 * in use as well; memory is bounded.
 */
final class AuditVerifier {
  /** Most findings kept; the others are counted. */
  static final int FINDINGS = 100;

  private final List<Finding> findings = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();
  private final Optional<Mark> expected;
  private long faults;
  private boolean met;

  private AuditVerifier(Optional<Mark> expected) {
    this.expected = expected;
  }

  /** A record as it was once seen, by its hash of 64 hexadecimal digits. */
  record Mark(long number, String hash) {}

  /**
   * Something that does not hold, in one sentence.
   *
   * @param line the line's number, from 1; 0 if it is about the whole file
   */
  record Finding(String file, long line, String text) {}

  /**
   * What the files hold, in the order of their numbers.
   *
   * @param records how many lines were read
   * @param lastHash the last record's hash, to be kept elsewhere
   * @param ended whether the last record is the end of a run
   * @param open the granted sessions that have no close, oldest first
   * @param faults how many things do not hold
   * @param findings the first of them
   * @param warnings what need not be wrong, in a sentence each
   */
  record Report(
      long records,
      long firstSequence,
      long lastSequence,
      String lastHash,
      boolean ended,
      List<String> open,
      long faults,
      List<Finding> findings,
      List<String> warnings) {
    Report {
      open = List.copyOf(open);
      findings = List.copyOf(findings);
      warnings = List.copyOf(warnings);
    }

    /** Whether everything holds. */
    boolean intact() {
      return faults == 0;
    }
  }

  /**
   * Reads the files, in whatever order they are given; the expected record must be among theirs.
   */
  static Report verify(List<AuditInput> files, Optional<Mark> expected) throws IOException {
    AuditVerifier verifier = new AuditVerifier(expected);
    List<Part> parts = new ArrayList<>();
    for (AuditInput file : files) {
      Part part = verifier.new Part(file.name());
      part.read(file.lines());
      parts.add(part);
    }
    return verifier.joined(parts);
  }

  private Report joined(List<Part> all) {
    List<Part> parts = new ArrayList<>(all);
    parts.removeIf(part -> part.line == 0);
    parts.sort(Comparator.comparingLong(part -> part.first));
    Part before = null;
    for (Part part : parts) {
      if (before == null) {
        part.warnOfBeginning();
      } else {
        part.follow(before);
      }
      before = part;
    }
    expected
        .filter(_ -> !met)
        .ifPresent(mark -> found("", 0, "record " + mark.number() + " of that hash is not there"));
    long records = parts.stream().mapToLong(part -> part.line).sum();
    return before == null
        ? new Report(0, 0, 0, Chain.ORIGIN.hash(), false, List.of(), faults, findings, warnings)
        : new Report(
            records,
            parts.getFirst().first,
            before.sequence,
            before.hash,
            before.ended,
            List.copyOf(before.open.sessions()),
            faults,
            findings,
            warnings);
  }

  private void found(String file, long line, String text) {
    faults++;
    if (findings.size() < FINDINGS) {
      findings.add(new Finding(file, line, text));
    }
  }

  private final class Part {
    private final String name;
    private final OpenTunnels open = new OpenTunnels();
    private long line;
    private long first;
    private String event = "";
    private String previous = Chain.ORIGIN.hash();
    private long sequence;
    private String hash = Chain.ORIGIN.hash();
    private boolean ended;

    Part(String name) {
      this.name = name;
    }

    void read(Lines lines) throws IOException {
      for (byte[] bytes = lines.next(); bytes != null; bytes = lines.next()) {
        line++;
        record(bytes);
      }
      long torn = lines.end() - lines.start();
      if (torn > 0) {
        line++;
        found("the last record is torn: " + torn + " bytes without an end");
      }
      if (line == 0) {
        found("the file is empty: its records were removed, or it was never written to");
      }
    }

    private void record(byte[] bytes) {
      Map<String, Object> members = members(bytes);
      String carried = Chain.carried(bytes);
      if (members == null
          || carried.isEmpty()
          || !(members.get("seq") instanceof Long number)
          || !(members.get("event") instanceof String what)) {
        found("not a record");
        return;
      }
      if (line == 1) {
        first = number;
        event = what;
        start(members);
      } else if (number != sequence + 1) {
        found("record " + number + " follows record " + sequence);
      }
      if (!carried.equals(Chain.expected(hash, bytes))) {
        found("record " + number + " was changed, or does not follow the record before it");
      }
      met |= expected.filter(mark -> mark.equals(new Mark(number, carried))).isPresent();
      sequence = number;
      hash = carried;
      ended = what.equals("end");
      open.follow(what, members.get("session") instanceof String session ? session : "");
    }

    /** A file may begin where another one stopped; its first record names the hash it follows. */
    private void start(Map<String, Object> members) {
      if (members.get("previous") instanceof String before && before.length() == 64) {
        previous = before;
        hash = before;
      } else {
        found("the file does not begin with a boot or segment record");
      }
    }

    void warnOfBeginning() {
      if (first > 1) {
        warnings.add(
            event.equals("segment")
                ? name
                    + " goes on behind record "
                    + (first - 1)
                    + ", hash "
                    + previous
                    + ": give the files before it, too, to have them checked"
                : name
                    + " begins with record "
                    + first
                    + ", which begins no file: what stood before it was removed");
      }
    }

    void follow(Part before) {
      if (first != before.sequence + 1 || !previous.equals(before.hash)) {
        AuditVerifier.this.found(
            name,
            1,
            "record %s does not follow record %s, the last of %s"
                .formatted(first, before.sequence, before.name));
      }
    }

    private void found(String text) {
      AuditVerifier.this.found(name, line, text);
    }
  }

  private static Map<String, Object> members(byte[] bytes) {
    try {
      return JsonReader.readObject(bytes, JsonLimits.STANDARD);
    } catch (MalformedJsonException _) {
      return null;
    }
  }
}
