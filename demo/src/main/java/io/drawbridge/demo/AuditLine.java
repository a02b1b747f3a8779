// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.demo;

import java.util.Optional;
import java.util.StringJoiner;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One line of the gateway's audit, as short as a terminal is wide. */
final class AuditLine {
  private AuditLine() {}

  /** Why the session was refused; empty for every other record. */
  static Optional<String> refusal(String line) {
    return member(line, "refusal").filter(text -> !text.equals("null"));
  }

  /** The members a person looks at first. */
  static String shorten(String line) {
    StringJoiner shortened = new StringJoiner("  ");
    member(line, "at").ifPresent(at -> shortened.add(time(at)));
    member(line, "event").ifPresent(shortened::add);
    refusal(line).ifPresent(shortened::add);
    member(line, "reason").ifPresent(shortened::add);
    member(line, "target").ifPresent(target -> shortened.add("to " + target));
    member(line, "job").ifPresent(job -> shortened.add("job " + job));
    member(line, "explanation").ifPresent(shortened::add);
    member(line, "bytes_up").ifPresent(up -> shortened.add(up + " bytes up"));
    member(line, "bytes_down").ifPresent(down -> shortened.add(down + " down"));
    return shortened.toString();
  }

  private static String time(String at) {
    int day = at.indexOf('T');
    return day < 0 || at.length() < day + 9 ? at : at.substring(day + 1, day + 9);
  }

  /**
   * The first scalar member of that name in a line of JSON, as text. Good enough for the lines the
   * demonstration shows; not a parser.
   */
  static Optional<String> member(String line, String name) {
    Matcher found =
        Pattern.compile(
                Pattern.quote('"' + name + '"')
                    + "\\s*:\\s*(?:\"((?:[^\"\\\\]|\\\\.)*)\"|([^,}\\]]+))")
            .matcher(line);
    if (!found.find()) {
      return Optional.empty();
    }
    String quoted = found.group(1);
    return Optional.of(
        quoted == null
            ? found.group(2).strip()
            : quoted.replace("\\\"", "\"").replace("\\\\", "\\"));
  }
}
