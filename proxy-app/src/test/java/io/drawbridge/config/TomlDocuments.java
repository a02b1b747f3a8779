// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Generates TOML documents: many valid ones, and ones broken by a small change. Seeded. */
final class TomlDocuments {
  private static final List<String> KEYS =
      List.of("a", "b", "c", "d", "e", "\"a\"", "'b'", "\"x y\"", "\"\\u0061\"", "''", "1", "true");
  private static final List<String> SPACES = List.of("", "", "", " ", "\t", "  ");
  private static final List<String> SCALARS =
      List.of(
          "0",
          "+7",
          "-0",
          "1_000",
          "0xFf",
          "0o17",
          "0b1_0",
          "9223372036854775807",
          "1.5",
          "-0.0",
          "1e3",
          "6.25E-2",
          "1_2.3_4e+0_1",
          "inf",
          "-inf",
          "nan",
          "true",
          "false",
          "'lit\\'",
          "\"\"",
          "\"b\\t\\u00e9\\U0001F600\"",
          "'é😀'",
          "\"\"\"\nm \\\n   l\"\"\"",
          "'''\r\nx'y''\n'''",
          "\"\"\"\"q\"\"\"\"",
          "1979-05-27",
          "2000-02-29T23:59:59Z",
          "1979-05-27 07:32:00.125",
          "1979-05-27t00:00:00.5-07:30",
          "07:32:00",
          "23:59:59.999999",
          "[]",
          "{}");
  private static final String ALPHABET =
      "abexuTZ019_-+.:='\"\\[]{}#, \t\n\r\u0000\u0007\u007F\u00E9\uFEFF";

  private final Random random;

  TomlDocuments(long seed) {
    random = new Random(seed);
  }

  private String one(List<String> of) {
    return of.get(random.nextInt(of.size()));
  }

  private String space() {
    return one(SPACES);
  }

  /** A document that is well-formed but for keys and tables that may be defined twice. */
  String document() {
    StringBuilder document = new StringBuilder();
    for (int i = random.nextInt(9); i >= 0; i--) {
      document.append(space());
      switch (random.nextInt(8)) {
        case 0, 1 -> document.append("[").append(key()).append("]");
        case 2 -> document.append("[[").append(key()).append("]]");
        case 3 -> document.append("# ü\t").append(random.nextInt());
        default -> document.append(key()).append("=").append(space()).append(value(0));
      }
      document.append(space()).append(random.nextInt(6) == 0 ? "# end" : "");
      document.append(random.nextInt(9) == 0 ? "\r\n" : "\n");
    }
    return document.toString();
  }

  private String key() {
    List<String> parts = new ArrayList<>();
    for (int i = random.nextInt(3); i >= 0; i--) {
      parts.add(space() + one(KEYS) + space());
    }
    return String.join(".", parts);
  }

  private String value(int depth) {
    int kind = depth > 3 ? 9 : random.nextInt(10);
    return switch (kind) {
      case 0, 1 -> list(depth);
      case 2, 3 -> inlineTable(depth);
      default -> one(SCALARS);
    };
  }

  private String list(int depth) {
    StringBuilder list = new StringBuilder("[").append(blank());
    int size = random.nextInt(4);
    for (int i = 0; i < size; i++) {
      list.append(value(depth + 1)).append(blank());
      list.append(i < size - 1 || random.nextInt(4) == 0 ? "," : "").append(blank());
    }
    return list.append("]").toString();
  }

  private String blank() {
    return switch (random.nextInt(8)) {
      case 0 -> "\n";
      case 1 -> " # c\n\n";
      case 2 -> "\r\n";
      default -> space();
    };
  }

  private String inlineTable(int depth) {
    List<String> pairs = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      pairs.add(key() + "=" + space() + value(depth + 1) + space());
    }
    return "{" + space() + String.join(",", pairs) + "}";
  }

  /** The document after one to three small changes: some are still valid. */
  String broken(String document) {
    StringBuilder changed = new StringBuilder(document);
    for (int i = random.nextInt(3); i >= 0 && !changed.isEmpty(); i--) {
      int at = random.nextInt(changed.length());
      char c = ALPHABET.charAt(random.nextInt(ALPHABET.length()));
      switch (random.nextInt(4)) {
        case 0 -> changed.deleteCharAt(at);
        case 1 -> changed.insert(at, c);
        case 2 -> changed.setCharAt(at, c);
        default -> {
          int end = Math.min(changed.length(), at + 1 + random.nextInt(12));
          changed.insert(random.nextInt(changed.length()), changed.substring(at, end));
        }
      }
    }
    return changed.toString();
  }
}
