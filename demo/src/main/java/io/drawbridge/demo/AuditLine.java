// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.demo;

import java.util.Optional;
import java.util.StringJoiner;

/** One line of the gateway's audit, as short as a terminal is wide. */
final class AuditLine {
  private AuditLine() {}

  /** Why the session was refused; empty for every other record. */
  static Optional<String> refusal(String line) {
    return JsonText.member(line, "refusal").filter(text -> !text.equals("null"));
  }

  /** The members a person looks at first. */
  static String shorten(String line) {
    StringJoiner shortened = new StringJoiner("  ");
    JsonText.member(line, "at").ifPresent(at -> shortened.add(time(at)));
    JsonText.member(line, "event").ifPresent(shortened::add);
    refusal(line).ifPresent(shortened::add);
    JsonText.member(line, "reason").ifPresent(shortened::add);
    JsonText.member(line, "target").ifPresent(target -> shortened.add("to " + target));
    JsonText.member(line, "job").ifPresent(job -> shortened.add("job " + job));
    JsonText.member(line, "explanation").ifPresent(shortened::add);
    JsonText.member(line, "bytes_up").ifPresent(up -> shortened.add(up + " bytes up"));
    JsonText.member(line, "bytes_down").ifPresent(down -> shortened.add(down + " down"));
    return shortened.toString();
  }

  private static String time(String at) {
    int day = at.indexOf('T');
    return day < 0 || at.length() < day + 9 ? at : at.substring(day + 1, day + 9);
  }
}
