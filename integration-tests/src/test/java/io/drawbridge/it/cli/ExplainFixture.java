// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.it.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.drawbridge.it.harness.Command;
import io.drawbridge.it.harness.Command.Result;
import io.drawbridge.it.harness.Configuration;
import io.drawbridge.it.harness.Json;
import io.drawbridge.it.harness.Scene;
import io.drawbridge.it.peer.SigningKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;

/** Asks {@code explain} about refused credentials, and reads its answer line by line. */
class ExplainFixture {
  static final long NOW = System.currentTimeMillis() / 1000;

  /** Named as issuers name their keys: by a digest, which looks like a secret. */
  static final SigningKey KEY =
      SigningKey.create("NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs", 2048);

  /** How it is named in an explanation. */
  static final String KEY_NAME = "\"NzbLsXh8uDCcd-6M…\"";

  @TempDir Path directory;

  Result explain(Configuration configuration, String... more) {
    return command(configuration, more).run();
  }

  static Command command(Configuration configuration, String... more) {
    List<String> words = new ArrayList<>(List.of("explain", "-c"));
    words.add(configuration.write().toString());
    words.addAll(List.of("--target", Scene.TARGET));
    words.addAll(List.of(more));
    // Else a machine without a locale would print the "…" of a key's name as "?".
    return Command.drawbridge(words.toArray(String[]::new)).with("LC_ALL", "C.UTF-8");
  }

  Result explain(Configuration configuration, String token) throws IOException {
    Path file = Files.writeString(directory.resolve("token"), token);
    Result result = explain(configuration, "--token-file", file.toString());
    String end = token.substring(token.length() - 24);
    assertFalse((result.out() + result.err()).contains(end), "the end of the token is printed");
    return result;
  }

  Configuration configuration(String when) {
    return new Configuration(directory)
        .plain()
        .target(Scene.TARGET, 5432)
        .rule("orders", Scene.TARGET, "when = { " + when + " }");
  }

  Path keys() {
    String set = Json.write(Map.of("keys", List.of(KEY.jwk())));
    try {
      return Files.writeString(directory.resolve("keys.json"), set);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String signed(Map<String, Object> claims) {
    return KEY.sign(Map.of("alg", "RS256", "kid", KEY.id()), claims, "SHA256withRSA");
  }

  /** From the decision on, with every time, span and length replaced by a word. */
  static List<String> lines(Result result) {
    assertEquals(77, result.exit(), result.out() + result.err());
    String out = result.out();
    return out.substring(out.indexOf("decision\n"))
        .replaceAll("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ", "TIME")
        .replaceAll("\\d+(\\.\\d)? (ms|s|min|h|days)( ago|\\b)(?=[,;: \\n]|$)", "SPAN$3")
        .replaceAll("of \\d+ characters", "of N characters")
        .lines()
        .toList();
  }

  static void assertShows(Result result, String... expected) {
    List<String> shown = lines(result);
    List<String> head = shown.subList(0, Math.min(expected.length, shown.size()));
    assertEquals(String.join("\n", expected), String.join("\n", head), result.out());
  }

  static void assertNext(Result result, String... expected) {
    List<String> next = lines(result).stream().filter(line -> line.startsWith("next: ")).toList();
    assertEquals(List.of(expected), next.stream().map(line -> line.substring(6)).toList());
  }
}
