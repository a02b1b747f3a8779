// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drawbridge.it.harness.Client;
import io.drawbridge.it.harness.Command;
import io.drawbridge.it.harness.Configuration;
import io.drawbridge.it.harness.Gateway;
import io.drawbridge.it.harness.Home;
import io.drawbridge.it.harness.Scene;
import io.drawbridge.it.peer.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What docs/writing-a-plugin.md tells is done word for word, and leads to a tunnel. */
class DocumentedPluginsIT {
  private static final Pattern FILE =
      Pattern.compile("`((?:src|META-INF)/[^`]+)`\n\n```\\w+\n(.*?)```", Pattern.DOTALL);
  private static final Pattern BLOCK = Pattern.compile("```(\\w+)\n(.*?)```", Pattern.DOTALL);
  private static final String KEY = "0123456789abcdef0123456789abcdef-of-a-test";

  @TempDir Path directory;
  private String page;
  private Path home;

  @BeforeEach
  void copy() throws IOException {
    page =
        Files.readString(
            Path.of(System.getProperty("drawbridge.sources"), "docs", "writing-a-plugin.md"));
    home = directory.resolve("home");
    try (Stream<Path> files = Files.walk(Home.directory())) {
      for (Path file : files.toList()) {
        Files.copy(file, home.resolve(Home.directory().relativize(file)));
      }
    }
  }

  /** The page's files whose content names the package, into a directory of the plugin's own. */
  private Path write(String name) throws IOException {
    Path plugin = Files.createDirectory(directory.resolve("plugin-" + name));
    Matcher file = FILE.matcher(page);
    while (file.find()) {
      if (file.group(2).contains("com.example." + name)) {
        Path path = plugin.resolve(file.group(1));
        Files.createDirectories(path.getParent());
        Files.writeString(path, file.group(2));
      }
    }
    return plugin;
  }

  /** The blocks of a language that contain a word. */
  private String block(String language, String word) {
    Matcher block = BLOCK.matcher(page);
    while (block.find()) {
      if (block.group(1).equals(language) && block.group(2).contains(word)) {
        return block.group(2);
      }
    }
    throw new AssertionError("no " + language + " with " + word);
  }

  private String sh(Path in, String script) {
    String path = Home.java().getParent() + ":" + System.getenv("PATH");
    return Command.of("sh", "-eu", "-c", script)
        .in(in)
        .with("DRAWBRIDGE", home.toString())
        .with("DRAWBRIDGE_JAVA", Home.java().toString())
        .with("PATH", path)
        .run()
        .good()
        .out();
  }

  private String ticket() throws IOException {
    Path secrets = Files.createDirectories(directory.resolve("secrets"));
    Files.writeString(secrets.resolve("ticket-key"), KEY);
    sh(directory, block("sh", "openssl dgst"));
    return Files.readString(directory.resolve("ticket"));
  }

  private Configuration configuration(int target) {
    return new Configuration(directory)
        .plain()
        .target(Scene.TARGET, target)
        .block(block("toml", "type = \"ticket\""));
  }

  @Test
  void theAuthenticatorLeadsToATunnel() throws IOException {
    String listed = sh(write("ticket"), block("sh", "ticket.jar"));
    assertTrue(listed.contains("ticket"), listed);
    String ticket = ticket();
    try (Target echo = Target.echo();
        Gateway gateway =
            Gateway.startWithPlugins(configuration(echo.port()), home.resolve("plugins"))) {
      try (Client client = gateway.tunnel(Scene.TARGET, ticket)) {
        assertEquals('x', client.send("x").readByte());
      }
      for (String bad : List.of(ticket.replace("4711", "4712"), "ticket.nonsense")) {
        try (Client client = gateway.client()) {
          assertEquals(407, client.connectTo(Scene.TARGET, bad).status());
        }
      }
      gateway.scanForSecrets(List.of(KEY, ticket));
    }
  }

  @Test
  void theAuthorizerDecidesBesidesIt() throws IOException {
    sh(write("ticket"), block("sh", "ticket.jar"));
    Path sources = write("hours");
    Map<String, String> java = new LinkedHashMap<>();
    try (Stream<Path> files = Files.walk(sources.resolve("src"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        java.put(sources.resolve("src").relativize(file).toString(), Files.readString(file));
      }
    }
    String service = "io.drawbridge.auth.AuthorizerProvider";
    Path jar =
        PluginSources.jar(
            directory.resolve("hours.jar"),
            java,
            Map.of(service, Files.readString(sources.resolve("META-INF/services/" + service))));
    Files.copy(jar, home.resolve("plugins").resolve("hours.jar"));
    String ticket = ticket();
    String hours = block("toml", "opening-hours");
    try (Target echo = Target.echo()) {
      assertEquals(
          200,
          status(
              echo,
              hours.replaceAll("from +=.*", "from = 0").replaceAll("until +=.*", "until = 24"),
              ticket));
      assertEquals(
          403, status(echo, hours.replaceAll("(?m)^targets.*", "targets = [\"other\"]"), ticket));
    }
  }

  private int status(Target echo, String policy, String ticket) throws IOException {
    try (Gateway gateway =
            Gateway.startWithPlugins(
                configuration(echo.port()).block(policy), home.resolve("plugins"));
        Client client = gateway.client()) {
      return client.connectTo(Scene.TARGET, ticket).status();
    }
  }
}
