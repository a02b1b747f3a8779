// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drawbridge.auth.InvalidSettingsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The documentation names every key that the reader knows, and no other; the reader reads each. */
class ConfigurationDocumentTest {
  private static final Path DOCUMENT = Path.of("..", "docs", "configuration.md");
  private static final Pattern HEADING = Pattern.compile("#+ (.+)");
  private static final Pattern ROW = Pattern.compile("\\| `([a-z_]+)` \\|.*");

  @TempDir Path directory;

  /** The keys of the document's tables by the heading they stand under. */
  private static Map<String, List<String>> documented() throws Exception {
    Map<String, List<String>> documented = new LinkedHashMap<>();
    String heading = "";
    for (String line : Files.readAllLines(DOCUMENT)) {
      Matcher title = HEADING.matcher(line);
      Matcher row = ROW.matcher(line);
      if (title.matches()) {
        heading = title.group(1);
      } else if (row.matches()) {
        documented.computeIfAbsent(heading, _ -> new ArrayList<>()).add(row.group(1));
      }
    }
    return documented;
  }

  @ParameterizedTest
  @EnumSource(Section.class)
  void everyKeyIsDocumented(Section section) throws Exception {
    assertEquals(section.keys(), documented().get(section.title()), section.title());
  }

  @Test
  void everyTableOfTheDocumentIsOneOfTheReaderOrAPlugins() throws Exception {
    List<String> titles = Arrays.stream(Section.values()).map(Section::title).toList();
    for (String heading : documented().keySet()) {
      assertTrue(titles.contains(heading) || heading.startsWith("`type = "), heading);
    }
  }

  /** A table in which a key can be put, and what must stand around it. */
  private static String around(Section section) {
    String listener = "[[listener]]\nname = 'ci'\naddress = '127.0.0.1:1'\n";
    String auth = "[auth.a]\ntype = 'static'\n";
    String target = "[[target]]\nname = 't'\naddress = 'db:1'\n";
    String rule = "[[rule]]\nname = 'r'\nto = ['t']\n";
    String rest = listener + auth + target + rule + "[audit]\nfile = 'a'\n";
    return switch (section) {
      case FILE -> "KEY\n" + rest;
      case LISTENER -> rest.replace(listener, listener + "KEY\n");
      case LISTENER_TLS ->
          rest.replace(listener, listener + "tls = { certificate = 'c', key = 'k', KEY }\n");
      case AUTH -> rest.replace(auth, auth + "KEY\n");
      case POLICY -> rest + "[policy.p]\ntype = 'p'\nKEY\n";
      case TARGET -> rest.replace(target, target + "KEY\n");
      case TARGET_TLS -> rest.replace(target, target + "tls = { KEY }\n");
      case RULE -> rest.replace(rule, rule + "KEY\n");
      case RULE_LIMITS -> rest.replace(rule, rule + "limits = { KEY }\n");
      case AUDIT -> rest + "KEY\n";
      case LIMITS, RELAY, TIMEOUTS, LIVENESS, ADMIN, WEB ->
          rest + section.title().replace("`", "") + "\nKEY\n";
    };
  }

  static Stream<String[]> keys() {
    return Arrays.stream(Section.values())
        .flatMap(s -> s.keys().stream().map(key -> new String[] {s.name(), key}));
  }

  @ParameterizedTest
  @MethodSource("keys")
  void everyKeyIsRead(String section, String key) throws Exception {
    // No key is a time of day: one that were known but never looked at would pass.
    String document = around(Section.valueOf(section));
    String alone =
        document
            .replaceAll("(?m)^\\[+" + key + "\\b.*\\n(?:[a-z].*\\n)*", "")
            .replaceAll("(?m)^" + key + " = .*\\n", section.equals("FILE") ? "$0" : "");
    for (String candidate : List.of(document, alone)) {
      Path file = Files.writeString(directory.resolve("d.toml"), with(candidate, key));
      InvalidSettingsException refused =
          assertThrows(
              InvalidSettingsException.class,
              () -> Configuration.read(file, UnaryOperator.identity(), System::getenv));
      String message = refused.getMessage();
      if (!message.contains("is already")) {
        assertFalse(message.contains("unknown key"), message);
        assertTrue(message.contains(key), message);
        return;
      }
    }
    throw new AssertionError("no document could hold " + section + " " + key);
  }

  private static String with(String document, String key) {
    String only = "tls = { certificate = 'c', key = 'k', KEY }";
    String assignment = key + " = 07:32:00";
    if (document.contains(only) && (key.equals("certificate") || key.equals("key"))) {
      String other = key.equals("key") ? "certificate = 'c'" : "key = 'k'";
      return document.replace(only, "tls = { " + other + ", " + assignment + " }");
    }
    return document.replace("KEY", assignment);
  }
}
