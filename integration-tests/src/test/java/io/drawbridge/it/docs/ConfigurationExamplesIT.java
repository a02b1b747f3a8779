// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.it.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drawbridge.it.harness.Command;
import io.drawbridge.it.harness.Home;
import io.drawbridge.it.peer.Certificates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every configuration in a document can be used. A block without a listener is a part of one, and
 * is tried with the rest of the smallest gateway around it.
 */
class ConfigurationExamplesIT {
  private static final String LISTENER =
      "[[listener]]\nname = \"ci\"\naddress = \"127.0.0.1:8443\"\n";
  private static final String AUTH =
      """
      [auth.gitlab]
      type = "gitlab-oidc"
      issuer = "https://gitlab.example.com"
      audience = "https://drawbridge.example.com"
      liveness = { mode = "token-expiry" }
      """;
  private static final Pattern TO = Pattern.compile("(?m)^to\\s*=\\s*\\[(.*?)]");

  @TempDir static Path directory;
  private static Certificates certificates;

  @BeforeAll
  static void certificates() {
    certificates = Certificates.create(directory, "gateway", "drawbridge.example.com");
  }

  static Stream<Document.Block> blocks() {
    // The guide for plugins has its own test: it needs the plugins that it builds.
    return Document.all().stream()
        .filter(document -> !document.file().endsWith("writing-a-plugin.md"))
        .flatMap(document -> document.blocks("toml").stream());
  }

  @ParameterizedTest
  @MethodSource("blocks")
  void itIsUsable(Document.Block block, @TempDir Path work) throws IOException {
    if (block.text().contains("[[case]]")) {
      assertHolds(block.text(), work);
    } else {
      assertUsable(completed(block.text()), work);
    }
  }

  /** Cases are of the configuration that comes with the product. */
  private static void assertHolds(String cases, Path work) throws IOException {
    Files.copy(Home.directory().resolve("conf/drawbridge.toml"), work.resolve("drawbridge.toml"));
    Path file = Files.writeString(work.resolve("cases.toml"), cases);
    Command.Result result = Command.drawbridge("policy", "test", file.toString()).run();
    assertEquals(0, result.exit(), result + "\n" + cases);
  }

  private static String completed(String text) {
    if (text.contains("[[listener]]")) {
      return text;
    }
    StringBuilder whole = new StringBuilder();
    boolean bareKeys = !text.stripLeading().startsWith("[") && !text.stripLeading().startsWith("#");
    if (bareKeys || !text.contains("[[rule]]")) {
      whole.append("[[rule]]\nname = \"of the example\"\nto = [\"orders-db\"]\n");
    }
    whole.append(text).append('\n').append(LISTENER).append("[audit]\nfile = \"a.jsonl\"\n");
    if (!text.contains("[auth.")) {
      whole.append(AUTH);
    }
    for (String target : targets(whole.toString())) {
      whole
          .append("[[target]]\nname = ")
          .append(target)
          .append("\naddress = \"db.internal:5432\"\n");
    }
    return whole.toString();
  }

  private static Set<String> targets(String text) {
    Matcher to = TO.matcher(text);
    Set<String> names = new LinkedHashSet<>();
    while (to.find()) {
      names.addAll(Stream.of(to.group(1).split(",")).map(String::strip).toList());
    }
    return names;
  }

  private static void assertUsable(String text, Path work) throws IOException {
    Path file = Files.writeString(work.resolve("drawbridge.toml"), text);
    write(text, "(?:certificate|authorities)\\s*=", certificates.certificate(), work);
    write(text, "\\bkey\\s*=", certificates.key(), work);
    Path secret =
        Files.writeString(work.resolve("of-a-test"), "a-secret-of-at-least-32-characters");
    write(text, "\\{\\s*file\\s*=", secret, work);
    Command check = Command.drawbridge("check", "-c", file.toString());
    Matcher variable = Pattern.compile("\\{\\s*env\\s*=\\s*\"([^\"]+)\"").matcher(text);
    while (variable.find()) {
      check.with(variable.group(1), Files.readString(secret));
    }
    Command.Result result = check.run();
    assertTrue(result.exit() == 0 || result.exit() == 1, result + "\n" + text);
    assertTrue(result.out().contains(result.exit() == 0 ? "ok" : "usable"), result + "\n" + text);
  }

  /** Puts a file wherever a key of the configuration wants one. */
  private static void write(String text, String key, Path content, Path work) throws IOException {
    Matcher wanted = Pattern.compile(key + "\\s*\"([^\"]+)\"").matcher(text);
    while (wanted.find()) {
      Path file = work.resolve(wanted.group(1));
      Files.createDirectories(file.getParent());
      Files.copy(content, file, StandardCopyOption.REPLACE_EXISTING);
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }
  }

  @Test
  void theOneThatComesWithTheProductIsTheReadmes(@TempDir Path work) throws IOException {
    String shipped = Files.readString(Home.directory().resolve("conf/drawbridge.toml"));
    assertEquals(
        keysOf(Document.of("README.md").block("toml", "[[listener]]").text()), keysOf(shipped));
    assertUsable(shipped, work);
  }

  private static String keysOf(String toml) {
    return toml.lines()
        .filter(line -> !line.isBlank() && !line.startsWith("#"))
        .collect(Collectors.joining("\n"));
  }

  @Test
  void withoutItsFilesTheCheckNamesTheMissingOnes(@TempDir Path work) throws IOException {
    Path file = work.resolve("drawbridge.toml");
    Files.copy(Home.directory().resolve("conf/drawbridge.toml"), file);
    Command.Result result = Command.drawbridge("check", "-c", file.toString()).run();
    assertEquals(78, result.exit(), result.toString());
    assertTrue(
        Stream.of("gitlab-read-api", "chain.pem", "key.pem").anyMatch(result.err()::contains),
        result.err());
  }
}
