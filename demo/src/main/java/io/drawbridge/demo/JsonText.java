// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.demo;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The little JSON that the demonstration writes, and picks out of the gateway's audit. */
final class JsonText {
  private JsonText() {}

  /** A text, number, truth value, {@code null}, collection or map as JSON (RFC 8259). */
  static String of(Object value) {
    StringBuilder out = new StringBuilder();
    append(out, value);
    return out.toString();
  }

  private static void append(StringBuilder out, Object value) {
    switch (value) {
      case null -> out.append("null");
      case Number number -> out.append(number);
      case Boolean flag -> out.append(flag);
      case Map<?, ?> map -> {
        String separator = "{";
        for (Map.Entry<?, ?> entry : map.entrySet()) {
          out.append(separator);
          quote(out, entry.getKey().toString());
          append(out.append(':'), entry.getValue());
          separator = ",";
        }
        out.append(map.isEmpty() ? "{}" : "}");
      }
      case Collection<?> list -> {
        String separator = "[";
        for (Object element : list) {
          append(out.append(separator), element);
          separator = ",";
        }
        out.append(list.isEmpty() ? "[]" : "]");
      }
      default -> quote(out, value.toString());
    }
  }

  private static void quote(StringBuilder out, String text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < ' ') {
        out.append("\\u00")
            .append(Character.forDigit(c >> 4, 16))
            .append(Character.forDigit(c & 15, 16));
      } else {
        out.append(c);
      }
    }
    out.append('"');
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
