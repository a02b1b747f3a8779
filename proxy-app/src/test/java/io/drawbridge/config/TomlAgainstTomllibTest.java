// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import io.drawbridge.auth.InvalidSettingsException;
import io.drawbridge.auth.Located;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An independent reader, Python's tomllib, makes the same of the same documents. */
class TomlAgainstTomllibTest {
  private static final int GENERATED = 3_000;

  @TempDir Path directory;

  @Test
  void bothReadersAgree() throws Exception {
    String python = pythonOrSkip();
    long seed = Long.getLong("drawbridge.seed", System.nanoTime());
    System.out.println("TOML documents generated with -Ddrawbridge.seed=" + seed);
    List<String> documents = documents(seed);
    List<String> theirs = theirs(python, documents);
    assertEquals(documents.size(), theirs.size(), "one answer for each document");
    int valid = 0;
    for (int i = 0; i < documents.size(); i++) {
      String ours = ours(documents.get(i));
      valid += ours.equals("refused") ? 0 : 1;
      if (!ours.equals(theirs.get(i)) && !knownDifference(documents.get(i))) {
        fail(
            "seed "
                + seed
                + ", we: "
                + ours
                + ", tomllib: "
                + theirs.get(i)
                + ", of:\n"
                + documents.get(i));
      }
    }
    assertTrue(valid > GENERATED / 3, "too few valid documents to mean anything: " + valid);
    assertTrue(documents.size() - valid > GENERATED / 3, "too few refused: " + valid);
  }

  private static List<String> documents(long seed) throws IOException {
    TomlDocuments generator = new TomlDocuments(seed);
    List<String> documents = new ArrayList<>();
    TomlCases.valid().forEach(row -> documents.add(row.document()));
    TomlCases.invalid().forEach(row -> documents.add(row.document()));
    for (int i = 0; i < GENERATED; i++) {
      String document = generator.document();
      documents.add(document);
      documents.add(generator.broken(document));
    }
    return documents;
  }

  /** tomllib knows no byte order mark in a text, and no year 0, which RFC 3339 has. */
  private static boolean knownDifference(String document) {
    return document.startsWith("\uFEFF") || document.contains("0000-");
  }

  private List<String> theirs(String python, List<String> documents)
      throws IOException, InterruptedException {
    Path script = directory.resolve("answers.py");
    try (InputStream in = getClass().getResourceAsStream("tomllib-answers.py")) {
      Files.copy(in, script);
    }
    Path questions = directory.resolve("questions");
    Files.write(
        questions,
        documents.stream()
            .map(d -> Base64.getEncoder().encodeToString(d.getBytes(StandardCharsets.UTF_8)))
            .toList());
    Path answers = directory.resolve("answers");
    Process process =
        new ProcessBuilder(python, script.toString())
            .redirectInput(questions.toFile())
            .redirectOutput(answers.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      fail("tomllib did not answer within 60 s");
    }
    assertEquals(0, process.exitValue());
    return Files.readAllLines(answers);
  }

  private static String pythonOrSkip() throws IOException, InterruptedException {
    try {
      Process process =
          new ProcessBuilder("python3", "-c", "import tomllib").redirectErrorStream(true).start();
      if (process.waitFor(30, TimeUnit.SECONDS) && process.exitValue() == 0) {
        return "python3";
      }
    } catch (IOException _) {
      // Not there: the same as too old.
    }
    if ("true".equals(System.getenv("CI"))) {
      fail("python3 3.11 or later, which has tomllib, must be there in CI");
    }
    return abort("skipped: there is no python3 with tomllib (3.11 or later) to compare with");
  }

  private static String ours(String document) {
    try {
      return shown(TomlReader.read("c.toml", document.getBytes(StandardCharsets.UTF_8)));
    } catch (InvalidSettingsException _) {
      return "refused";
    }
  }

  private static String shown(Object value) {
    return switch (value) {
      case Located(Object inner, String _) -> shown(inner);
      case Map<?, ?> table ->
          table.entrySet().stream()
              .map(entry -> shown(entry.getKey()) + "=" + shown(entry.getValue()))
              .collect(Collectors.joining(",", "{", "}"));
      case List<?> list ->
          list.stream()
              .map(TomlAgainstTomllibTest::shown)
              .collect(Collectors.joining(",", "[", "]"));
      case String text -> "s" + HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
      case Double number when number.isNaN() -> "nan";
      case Double number -> "f" + HexFormat.of().toHexDigits(Double.doubleToLongBits(number));
      case OffsetDateTime at ->
          "o" + micros(at.withOffsetSameInstant(ZoneOffset.UTC).toLocalDateTime());
      case LocalDateTime at -> "l" + micros(at);
      case LocalDate day -> "d" + day.toEpochDay();
      case LocalTime time -> "t" + time.toNanoOfDay() / 1_000;
      default -> value.toString();
    };
  }

  private static long micros(LocalDateTime at) {
    return at.toLocalDate().toEpochDay() * 86_400_000_000L + at.toLocalTime().toNanoOfDay() / 1_000;
  }
}
