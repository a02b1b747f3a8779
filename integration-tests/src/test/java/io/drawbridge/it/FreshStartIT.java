// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drawbridge.it.harness.Command;
import io.drawbridge.it.harness.Configuration;
import io.drawbridge.it.harness.Gateway;
import io.drawbridge.it.harness.Home;
import io.drawbridge.it.harness.Scene;
import io.drawbridge.it.harness.Tools;
import io.drawbridge.it.peer.Target;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What somebody sees who starts it for the first time, and does something wrong. */
class FreshStartIT {
  @TempDir Path directory;

  private Command.Result serve(String toml) throws IOException {
    Path file = Files.writeString(directory.resolve("wrong.toml"), toml);
    return Command.drawbridge("serve", "-c", file.toString()).run();
  }

  private static void assertOneSentence(Command.Result result, int exit, String... told) {
    assertEquals(exit, result.exit(), result.out() + result.err());
    for (String part : told) {
      assertTrue(result.err().contains(part), part + " in " + result.err());
    }
    assertFalse(result.err().contains("\tat "), "no stack trace: " + result.err());
  }

  @Test
  void itSaysItsVersion() {
    assertTrue(Command.drawbridge("version").run().good().out().matches("(?s).*[0-9]+\\.[0-9]+.*"));
  }

  @Test
  void anUnknownCommandIsUsage() {
    assertOneSentence(Command.drawbridge("sevre").run(), 64, "serve");
    assertOneSentence(Command.drawbridge().run(), 64, "serve");
    assertOneSentence(
        Command.drawbridge("serve", "--no-such-option").run(), 64, "--no-such-option");
  }

  @Test
  void aFileThatIsNotThereIsConfiguration() {
    Path nowhere = directory.resolve("nowhere.toml");
    assertOneSentence(
        Command.drawbridge("serve", "-c", nowhere.toString()).run(), 78, "nowhere.toml");
  }

  /** The shell writes the letter, because this JVM's own locale may not be able to. */
  @ParameterizedTest
  @CsvSource({"check -c,78", "audit verify,64", "plugins --plugins,78", "serve -c,78"})
  void aPathBeyondAsciiIsReadInEveryLocale(String command, int exit) {
    String script = "LC_ALL=C exec " + Home.launcher() + " " + command + " $(printf '\\303\\274')";
    Command.Result result =
        Command.of("sh", "-c", script).with("DRAWBRIDGE_JAVA", Home.java().toString()).run();
    assertOneSentence(result, exit, "\u00fc");
  }

  @Test
  void aSyntaxErrorIsNamedWithItsPlace() throws IOException {
    assertOneSentence(serve("[[listener]]\nname = \"ci\naddress = 1\n"), 78, "wrong.toml:2:");
  }

  @Test
  void anUnknownKeyIsNamedWithTheNearestOne() throws IOException {
    Configuration good = Scene.withSecret(directory, 5432);
    String toml = Files.readString(good.write()).replace("door =", "dor =");
    assertOneSentence(serve(toml), 78, "dor", "door");
  }

  @Test
  void noRuleAtAllIsConfiguration() throws IOException {
    String toml = Files.readString(Scene.withSecret(directory, 5432).write());
    assertOneSentence(serve(toml.substring(0, toml.indexOf("[[rule]]"))), 78, "rule");
  }

  @Test
  void aListenerForEverybodyWithoutTlsIsConfiguration() throws IOException {
    Configuration good = Scene.withSecret(directory, 5432);
    String toml =
        Files.readString(good.write())
            .replace("127.0.0.1:" + good.port("plain"), "0.0.0.0:" + good.port("plain"));
    assertOneSentence(serve(toml), 78, "plaintext");
  }

  @Test
  void anAddressInUseIsUnavailable() throws IOException {
    Configuration good = Scene.withSecret(directory, 5432);
    try (ServerSocket _ =
        new ServerSocket(good.port("plain"), 1, InetAddress.ofLiteral("127.0.0.1"))) {
      assertOneSentence(
          Command.drawbridge("serve", "-c", good.write().toString()).run(),
          69,
          "" + good.port("plain"));
    }
  }

  @Test
  void theJarAloneServesAsWellAsTheLauncher() throws IOException {
    try (Target echo = Target.echo()) {
      Configuration configuration = Scene.withSecret(directory, echo);
      Command.Result result =
          Command.of(
                  Home.java().toString(),
                  "-jar",
                  Home.jar().toString(),
                  "check",
                  "-c",
                  configuration.write().toString())
              .run();
      assertTrue(result.exit() == 0 || result.exit() == 1, result.out() + result.err());
      assertNoWarningOfTheJvm(result.err());
    }
  }

  @Test
  void theJvmWarnsOfNothing() {
    try (Target echo = Target.echo();
        Gateway gateway = Gateway.start(Scene.withSecret(directory, echo))) {
      assertNoWarningOfTheJvm(gateway.printed());
    }
  }

  /** What the JVM says when native access, Unsafe or a reflective access was not granted. */
  private static void assertNoWarningOfTheJvm(String printed) {
    for (String words : List.of("restricted method", "sun.misc", "illegal", "--enable-native")) {
      assertFalse(printed.contains(words), printed);
    }
  }

  @Test
  void anOldJavaIsToldInOneSentence() throws IOException {
    Path old = oldJava();
    Command.Result result = Command.of(old.toString(), "-jar", Home.jar().toString()).run();
    assertEquals(78, result.exit(), result.err());
    assertTrue(result.err().contains("needs Java 25"), result.err());
    assertEquals(1, result.err().strip().lines().count(), result.err());
  }

  private static Path oldJava() throws IOException {
    Path jdks = Path.of("/usr/lib/jvm");
    if (Files.isDirectory(jdks)) {
      try (Stream<Path> all = Files.list(jdks)) {
        for (Path java : all.map(jdk -> jdk.resolve("bin").resolve("java")).toList()) {
          if (Files.isExecutable(java)) {
            String version = Command.of(java.toString(), "-version").run().err();
            if (version.matches("(?s).*version \"(17|18|19|20|21|22|23|24)[.\"].*")) {
              return java;
            }
          }
        }
      }
    }
    throw Tools.missing("no Java from 17 to 24 to try the jar with");
  }
}
