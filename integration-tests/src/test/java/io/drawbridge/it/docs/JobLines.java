// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.it.docs;

import java.util.ArrayList;
import java.util.List;

/** Reads the lines that a runner would run out of a job's YAML, of the plain kind that is used. */
final class JobLines {
  private JobLines() {}

  /** Those of {@code before_script} and {@code script}, in this order; folded lines joined. */
  static List<String> of(String yaml) {
    List<String> before = new ArrayList<>();
    List<String> script = new ArrayList<>();
    List<String> current = null;
    for (String line : yaml.lines().toList()) {
      String text = line.strip();
      if (line.startsWith("    - ") && current != null) {
        current.add(text.substring(2));
      } else if (line.startsWith("      ") && current != null && !current.isEmpty()) {
        current.add(current.removeLast() + " " + text);
      } else {
        current =
            switch (text) {
              case "before_script:" -> before;
              case "script:" -> script;
              default -> null;
            };
      }
    }
    if (script.isEmpty()) {
      throw new AssertionError("a job without a script:\n" + yaml);
    }
    before.addAll(script);
    return before;
  }
}
