// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.it.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drawbridge.it.harness.Command;
import io.drawbridge.it.harness.Home;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The documents point to what is there, and name what the product has. */
class DocumentsIT {
  private static final Pattern LINK = Pattern.compile("]\\(([^)\\s#]*)(?:#([^)\\s]+))?\\)");
  private static final Pattern USE =
      Pattern.compile(
          "drawbridge (serve|connect|check|explain|plugins|demo|version|audit|policy)\\b([^#|;]*)");
  private static final Pattern OPTION = Pattern.compile("(?<=\\s)(--?[a-z][a-z-]*)");

  static List<Document> documents() {
    List<Document> all = Document.all();
    assertTrue(all.size() >= 10, all.size() + " documents");
    return all;
  }

  @ParameterizedTest
  @MethodSource("documents")
  void everyLinkLeadsSomewhere(Document document) throws IOException {
    Matcher link = LINK.matcher(document.text());
    while (link.find()) {
      if (link.group(1).matches("https?:.*")) {
        continue;
      }
      var file =
          link.group(1).isEmpty()
              ? document.file()
              : document.file().resolveSibling(link.group(1)).normalize();
      assertTrue(Files.exists(file), document.file() + " links to " + link.group());
      if (link.group(2) != null) {
        List<String> anchors =
            Files.readString(file)
                .lines()
                .filter(line -> line.startsWith("#"))
                .map(DocumentsIT::anchor)
                .toList();
        assertTrue(anchors.contains(link.group(2)), link.group() + " is none of " + anchors);
      }
    }
  }

  private static String anchor(String heading) {
    return heading
        .replaceFirst("^#+\\s*", "")
        .toLowerCase(Locale.ROOT)
        .replaceAll("[^\\p{L}\\p{N} _-]", "")
        .replace(' ', '-');
  }

  static Stream<Document.Block> shellBlocks() {
    return documents().stream().flatMap(document -> document.blocks("sh").stream());
  }

  @ParameterizedTest
  @MethodSource("shellBlocks")
  void everyShellBlockIsShell(Document.Block block) {
    Command.Result result = Command.of("sh", "-nc", block.text()).run();
    assertEquals(0, result.exit(), result.err());
  }

  @Test
  void everyOptionInTheDocumentsIsOneOfTheCommands() {
    Map<String, String> help = new TreeMap<>();
    List<String> seen = new ArrayList<>();
    for (Document document : documents()) {
      for (Document.Block block : document.blocks()) {
        if (!List.of("sh", "yaml").contains(block.language())) {
          continue;
        }
        Matcher use = USE.matcher(block.text().replace("\\\n", " "));
        while (use.find()) {
          String own = use.group(2).lines().findFirst().orElse("").split(" -- ")[0];
          Matcher option = OPTION.matcher(own);
          while (option.find()) {
            String text =
                help.computeIfAbsent(
                    use.group(1), name -> Command.drawbridge(name, "--help").run().good().out());
            seen.add(option.group());
            assertTrue(
                Pattern.compile("(?m)^  (.*, )?" + Pattern.quote(option.group()) + "[ ,]")
                    .matcher(text)
                    .find(),
                block + " uses " + option.group() + "; there is\n" + text);
          }
        }
      }
    }
    assertTrue(seen.contains("--background") && seen.contains("--token-file"), seen.toString());
  }

  /** The constants of one of the product's enums, with what a method of theirs answers. */
  private static Map<String, Object> constants(String name, String method) throws Exception {
    Map<String, Object> constants = new LinkedHashMap<>();
    try (URLClassLoader loader =
        new URLClassLoader(
            new URL[] {Home.jar().toUri().toURL()}, ClassLoader.getPlatformClassLoader())) {
      Class<?> type = loader.loadClass("io.drawbridge.observe." + name);
      for (Object constant : type.getEnumConstants()) {
        constants.put(constant.toString(), type.getMethod(method).invoke(constant));
      }
    }
    return constants;
  }

  /** The rows below a heading whose first column is one word of code. */
  private static Map<String, List<String>> table(Document document, String heading) {
    String from = document.text().substring(document.text().indexOf("\n## " + heading + "\n") + 1);
    int end = from.indexOf("\n## ", 1);
    Map<String, List<String>> rows = new LinkedHashMap<>();
    (end < 0 ? from : from.substring(0, end))
        .lines()
        .filter(line -> line.startsWith("| `"))
        .forEach(
            line -> {
              List<String> cells =
                  Stream.of(line.split("(?<!\\\\)\\|")).skip(1).map(String::strip).toList();
              rows.put(cells.getFirst().replace("`", ""), cells);
            });
    return rows;
  }

  @Test
  void everyRefusalIsExplainedWithItsStatus() throws Exception {
    Map<String, Object> refusals = constants("Refusal", "status");
    Map<String, List<String>> rows = table(Document.of("docs/debugging-a-refusal.md"), "Refusals");
    assertEquals(List.copyOf(refusals.keySet()), List.copyOf(rows.keySet()));
    refusals.forEach(
        (name, status) ->
            assertEquals(status.equals(0) ? "–" : status.toString(), rows.get(name).get(1), name));
    rows.forEach(
        (name, cells) -> assertTrue(cells.stream().noneMatch(String::isEmpty), name + " " + cells));
  }

  @Test
  void everyCloseReasonIsExplained() throws Exception {
    Document page = Document.of("docs/debugging-a-refusal.md");
    Map<String, List<String>> rows = table(page, "Close reasons");
    assertEquals(
        List.copyOf(constants("CloseReason", "name").keySet()), List.copyOf(rows.keySet()));
    rows.forEach(
        (name, cells) -> assertTrue(cells.stream().noneMatch(String::isEmpty), name + " " + cells));
  }

  @Test
  void theAuditsPageNamesThemAll() throws Exception {
    String page = Document.of("docs/audit.md").text();
    for (String type : List.of("Refusal", "CloseReason", "Stage")) {
      for (String name : constants(type, "name").keySet()) {
        boolean neverRecorded = List.of("ACCEPTED", "RELAYING", "CLOSED").contains(name);
        assertTrue(neverRecorded || page.contains("`" + name + "`"), type + " " + name);
      }
    }
  }
}
