// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.benchmarks.report;

import io.drawbridge.json.JsonLimits;
import io.drawbridge.json.JsonReader;
import io.drawbridge.json.JsonWriter;
import io.drawbridge.json.MalformedJsonException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** JSON files as trees of maps, lists, texts and numbers. */
final class JsonTree {
  /** JMH writes every sample of a run: much longer than what the network may send. */
  private static final JsonLimits LIMITS = new JsonLimits(256 * 1024 * 1024, 20, 60);

  private JsonTree() {}

  /**
   * Reads a file.
   *
   * @throws IOException if it cannot be read or is no JSON; the message names it
   */
  static Object read(Path file) throws IOException {
    try {
      return JsonReader.read(Files.readAllBytes(file), LIMITS);
    } catch (MalformedJsonException e) {
      throw new IOException(file + " is no JSON: " + e.getMessage(), e);
    }
  }

  /** Lines that a diff shows well: one member a line, lists of plain values on one. */
  static String text(Object tree) {
    StringBuilder out = new StringBuilder();
    append(out, tree, "\n");
    return out.append('\n').toString();
  }

  private static void append(StringBuilder out, Object tree, String line) {
    switch (tree) {
      case Map<?, ?> map -> {
        String separator = "{" + line + "  ";
        for (Map.Entry<?, ?> entry : map.entrySet()) {
          out.append(separator);
          new JsonWriter(out).value((String) entry.getKey());
          out.append(": ");
          append(out, entry.getValue(), line + "  ");
          separator = "," + line + "  ";
        }
        out.append(map.isEmpty() ? "{}" : line + "}");
      }
      case List<?> list -> {
        boolean plain = list.stream().noneMatch(e -> e instanceof Map || e instanceof List);
        String inner = plain ? " " : line + "  ";
        String separator = plain ? "[" : "[" + inner;
        for (Object element : list) {
          out.append(separator);
          append(out, element, line + "  ");
          separator = "," + inner;
        }
        out.append(list.isEmpty() ? "[]" : plain ? "]" : line + "]");
      }
      case String text -> new JsonWriter(out).value(text);
      case null, default -> out.append(tree);
    }
  }
}
