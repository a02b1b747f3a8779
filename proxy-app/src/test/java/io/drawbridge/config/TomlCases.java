// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.config;

import io.drawbridge.auth.Located;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The case tables of the TOML tests, one document a line, and one way to write what one says. */
final class TomlCases {
  /** A document and what it says; {@code says} is empty where it must be refused. */
  record Case(String written, String document, String says) {
    @Override
    public String toString() {
      return written;
    }
  }

  private TomlCases() {}

  static List<Case> valid() throws IOException {
    return read("toml-valid.txt");
  }

  static List<Case> invalid() throws IOException {
    return read("toml-invalid.txt");
  }

  private static List<Case> read(String resource) throws IOException {
    try (InputStream in = TomlCases.class.getResourceAsStream(resource)) {
      String[] lines = new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n");
      int header = 2;
      return java.util.Arrays.stream(lines)
          .skip(header)
          .filter(line -> !line.startsWith("## "))
          .map(TomlCases::parse)
          .toList();
    }
  }

  private static Case parse(String line) {
    int arrow = line.lastIndexOf(" ⇒ ");
    String written = arrow < 0 ? line : line.substring(0, arrow);
    return new Case(written, fromPictures(written), arrow < 0 ? "" : line.substring(arrow + 3));
  }

  private static String fromPictures(String written) {
    return written
        .chars()
        .map(c -> c >= 0x2400 && c < 0x2420 ? c - 0x2400 : c == 0x2421 ? 0x7F : c)
        .mapToObj(Character::toString)
        .collect(Collectors.joining());
  }

  private static String toPictures(String text) {
    return text.chars()
        .map(c -> c < 0x20 ? c + 0x2400 : c == 0x7F ? 0x2421 : c)
        .mapToObj(Character::toString)
        .collect(Collectors.joining());
  }

  /** What a document says, in the words of the table. */
  static String says(Object value) {
    return switch (value) {
      case Map<?, ?> table ->
          table.entrySet().stream()
              .map(e -> toPictures((String) e.getKey()) + ": " + says(inner(e.getValue())))
              .collect(Collectors.joining(", ", "{", "}"));
      case List<?> list ->
          list.stream()
              .map(element -> says(inner(element)))
              .collect(Collectors.joining(", ", "[", "]"));
      case String text -> '"' + toPictures(text) + '"';
      case Long _, Boolean _ -> value.toString();
      default -> value.getClass().getSimpleName() + " " + value;
    };
  }

  private static Object inner(Object located) {
    return ((Located) located).value();
  }
}
