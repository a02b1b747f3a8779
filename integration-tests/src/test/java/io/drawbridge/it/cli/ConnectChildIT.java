// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.it.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drawbridge.it.harness.Command;
import io.drawbridge.it.harness.Command.Result;
import io.drawbridge.it.harness.Home;
import io.drawbridge.it.harness.Scene;
import io.drawbridge.it.peer.Target;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A command behind {@code --} runs as it would without the tunnel around it. */
class ConnectChildIT {
  @TempDir static Path directory;
  private static Way way;

  @BeforeAll
  static void start() {
    way = new Way(directory, Target.echo());
  }

  @AfterAll
  static void stop() {
    way.close();
  }

  /**
   * A shell's line, in which {@code connect} stands for the command with its gateway and target.
   */
  private static Command shell(String line) {
    List<String> words = new ArrayList<>(List.of("sh", "-c"));
    words.add("connect() { \"$@\"; }; " + line.replace("connect ", "connect \"$@\" "));
    words.add("sh");
    words.add(Home.launcher().toString());
    words.addAll(way.words("--target", Scene.TARGET));
    return Command.of(words)
        .with("DRAWBRIDGE_JAVA", Home.java().toString())
        .with("DRAWBRIDGE_TOKEN", Scene.TOKEN);
  }

  @ParameterizedTest
  @ValueSource(strings = {"C", "C.UTF-8", ""})
  void itsWordsAndVariablesAreTheBytesThatWereTypedInEveryLocale(String locale) {
    // Written as bytes: the locale of the tests is not to matter.
    String typed = "w=$(printf 'Zo\\303\\253 \\342\\202\\254'); ";
    String child = "sh -c 'printf \"%s|%s|%s\" \"$1\" \"$NAME\" \"${LC_ALL-}\"' sh \"$w\"";
    Result result =
        shell(typed + "connect --env NAME=\"$w\" -- " + child).with("LC_ALL", locale).run().good();
    assertEquals("Zo\u00eb \u20ac|Zo\u00eb \u20ac|" + locale, result.out());
  }

  @Test
  void aWordThatIsNoTextIsRefused() {
    Result result =
        shell("w=$(printf 'Zo\\353'); connect -- printf %s \"$w\"").with("LC_ALL", "C").run();
    assertEquals(64, result.exit(), result.err());
    assertEquals("", result.out());
    assertTrue(result.err().contains("write it in UTF-8"), result.err());
  }

  @Test
  void itsLimitOfDescriptorsIsTheJobs() {
    Result result = shell("ulimit -Sn 700; connect -- sh -c 'ulimit -Sn'").run().good();
    assertEquals("700\n", result.out());
  }

  @Test
  void itsClosedStandardInputIsEmpty() {
    assertEquals("", shell("connect -- cat <&-").run().good().out());
  }
}
