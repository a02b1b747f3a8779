// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.connect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drawbridge.command.Arguments;
import io.drawbridge.command.CommandException;
import io.drawbridge.command.Console;
import io.drawbridge.command.ExitCode;
import io.drawbridge.plugin.PluginJars;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoadedSourceTest {
  private static final String SOURCE =
      """
      public class Source implements io.drawbridge.auth.CredentialSourceProvider {
        public String type() { return "ticket"; }
        public io.drawbridge.auth.CredentialSource create(
            io.drawbridge.auth.Settings settings, io.drawbridge.auth.Environment environment)
            throws io.drawbridge.auth.InvalidSettingsException {
          String way = settings.text("way");
          return new io.drawbridge.auth.CredentialSource() {
            public io.drawbridge.auth.Secret get() throws java.io.IOException {
              if (way.equals("away")) throw new java.io.IOException("the office is closed");
              if (way.equals("broken")) throw new Error("CANARY");
              return way.equals("null") ? null : io.drawbridge.auth.Secret.of(way);
            }
            public void close() {
              environment.logger().log(System.Logger.Level.WARNING, "closed");
            }
          };
        }
      }
      """;

  @TempDir Path plugins;
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

  private LoadedSource load(Optional<Path> directory, String type, String... settings)
      throws Exception {
    List<String> words = new ArrayList<>(List.of("--source", type));
    for (String setting : settings) {
      words.addAll(List.of("--source-setting", setting));
    }
    PrintStream err = new PrintStream(printed, true, StandardCharsets.UTF_8);
    Console console = new Console(new ByteArrayInputStream(new byte[0]), err, err);
    return LoadedSource.load(Arguments.parse(words, LoadedSource.OPTIONS), directory, console);
  }

  private void write() throws IOException {
    new PluginJars()
        .compiled("Source", SOURCE)
        .with("META-INF/services/io.drawbridge.auth.CredentialSourceProvider", "p.Source\n")
        .write(plugins.resolve("ticket.jar"));
  }

  private void refused(ExitCode code, String text, Optional<Path> directory, String... words) {
    CommandException e =
        assertThrows(
            CommandException.class,
            () ->
                load(
                    directory,
                    words[0],
                    List.of(words).subList(1, words.length).toArray(String[]::new)));
    assertEquals(code, e.code(), e.getMessage());
    assertTrue(e.getMessage().contains(text), e.getMessage());
  }

  @Test
  void aMissingPluginIsSaidWithTheNextStep() {
    for (Optional<Path> directory : List.of(Optional.<Path>empty(), Optional.of(plugins))) {
      refused(ExitCode.CONFIGURATION, "name its directory with --plugins DIR", directory, "ticket");
    }
    Path gone = plugins.resolve("gone");
    refused(ExitCode.CONFIGURATION, gone + " does not exist", Optional.of(gone), "ticket");
  }

  @Test
  void whatTheSourceRefusesIsAMistakeOfTheCommandLine() throws IOException {
    write();
    Optional<Path> there = Optional.of(plugins);
    refused(ExitCode.USAGE, "there are ticket", there, "tickets");
    refused(ExitCode.USAGE, "--source-setting: way is missing", there, "ticket");
    refused(ExitCode.USAGE, "unknown key weigh", there, "ticket", "way=x", "weigh=y");
    refused(ExitCode.USAGE, "--source-setting takes KEY=TEXT", there, "ticket", "way");
    refused(
        ExitCode.USAGE,
        "the setting way is given more than once",
        there,
        "ticket",
        "way=x",
        "way=y");
  }

  @Test
  void whatItMakesIsHandedOnAndItIsClosed() throws Exception {
    write();
    try (LoadedSource source = load(Optional.of(plugins), "ticket", "way=a=b")) {
      assertEquals("a=b", source.get().reveal());
      assertEquals("", printed.toString(StandardCharsets.UTF_8));
    }
    assertEquals("drawbridge: ticket: closed", printed.toString(StandardCharsets.UTF_8).strip());
  }

  @Test
  void whatItThrowsIsASentenceWithoutSecrets() throws Exception {
    write();
    List<String> ways = List.of("away", "broken", "null");
    List<String> said =
        List.of("says: the office is closed", "failed: java.lang.Error", "made nothing");
    for (int i = 0; i < ways.size(); i++) {
      try (LoadedSource source = load(Optional.of(plugins), "ticket", "way=" + ways.get(i))) {
        IOException e = assertThrows(IOException.class, source::get);
        assertTrue(e.getMessage().startsWith("the source ticket " + said.get(i)), e.getMessage());
        assertFalse(e.getMessage().contains("CANARY"), e.getMessage());
      }
    }
  }
}
