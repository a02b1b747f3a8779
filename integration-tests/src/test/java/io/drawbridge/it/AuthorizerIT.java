// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drawbridge.it.harness.Answer;
import io.drawbridge.it.harness.AuditTrail.Entry;
import io.drawbridge.it.harness.Client;
import io.drawbridge.it.harness.Configuration;
import io.drawbridge.it.harness.Gateway;
import io.drawbridge.it.harness.Scene;
import io.drawbridge.it.peer.Target;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An authorizer from a plugin decides besides the rules, and its fault opens nothing. */
@Execution(ExecutionMode.CONCURRENT)
class AuthorizerIT {
  /** Decides by the claim {@code mood}. */
  private static final String SOURCE =
      """
      package moody;
      import io.drawbridge.auth.*;
      import java.time.Duration;
      import java.util.*;
      import java.util.concurrent.CountDownLatch;
      public final class Moody implements AuthorizerProvider {
        public String type() { return "moody"; }
        public Authorizer create(Settings settings, Environment environment) {
          return (identity, target, peer) -> {
            String mood = identity.claims().get("mood") instanceof Claims.Value.Scalar(String text)
                ? text : "";
            return switch (mood) {
              case "good" -> new Decision.Granted(new Grant("in a good mood", new Limits(
                  Optional.of(Duration.ofSeconds(1)), Optional.empty(), OptionalLong.empty(),
                  OptionalInt.empty(), OptionalInt.empty())));
              case "bad" -> new Decision.Denied("in a bad mood", "not today");
              case "away" -> new Decision.Unavailable("nobody is there");
              case "throws" -> throw new IllegalStateException("mood");
              case "hangs" -> { new CountDownLatch(1).await(); yield null; }
              default -> null;
            };
          };
        }
      }
      """;

  @TempDir Path directory;
  private Target echo;

  @BeforeEach
  void start() {
    echo = Target.echo();
  }

  @AfterEach
  void stop() {
    echo.close();
  }

  /** With a rule for that project beside the authorizer; none without one. */
  private Gateway gateway(String mood, String... project) throws IOException {
    Path jar =
        PluginSources.jar(
            directory.resolve("moody.jar"),
            Map.of("moody/Moody.java", SOURCE),
            Map.of("io.drawbridge.auth.AuthorizerProvider", "moody.Moody"));
    Configuration configuration =
        new Configuration(directory)
            .plain()
            .secret("ci", Scene.TOKEN, Map.of("project_id", "" + Scene.PROJECT, "mood", mood))
            .set("policy.mood", "type", "\"moody\"")
            .deadline("policy", "500ms")
            .target(Scene.TARGET, echo.port());
    for (String id : project) {
      configuration.rule("by number", Scene.TARGET, "when = { project_id = \"" + id + "\" }");
    }
    return Gateway.startWithPlugins(configuration, PluginSources.directory(directory, jar));
  }

  @Test
  void itsGrantIsAGrantWithItsLimits() throws IOException {
    try (Gateway gateway = gateway("good");
        Client client = gateway.client()) {
      String session = client.connectTo(Scene.TARGET, Scene.TOKEN).session();
      assertEquals('x', client.send("x").readByte());
      assertEquals("LIFETIME", gateway.audit().awaitClose(session).reason());
    }
  }

  @Test
  void itsGrantDoesNotReplaceARule() throws IOException {
    try (Gateway gateway = gateway("good", "1");
        Client client = gateway.client()) {
      assertEquals(403, client.connectTo(Scene.TARGET, Scene.TOKEN).status());
      assertEquals(0, echo.connections());
    }
  }

  /** Its words are about a target that exists: who hears them knows which names are targets. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whomItDeniesHearsWhatIsSaidOfATargetThatDoesNotExist(boolean rule) throws IOException {
    try (Gateway gateway = rule ? gateway("bad", "" + Scene.PROJECT) : gateway("bad")) {
      Answer denied = answer(gateway, Scene.TARGET);
      Answer unknown = answer(gateway, "no-such-target");
      assertEquals(403, denied.status());
      assertEquals(unknown.status(), denied.status());
      assertEquals(unknown.body(), denied.body());
      assertFalse(denied.body().contains("today"), denied.body());
      String recorded = gateway.audit().awaitRefusal(denied.session()).toString();
      assertTrue(recorded.contains("rule in a bad mood: not today"), recorded);
    }
  }

  private static Answer answer(Gateway gateway, String target) throws IOException {
    try (Client client = gateway.client()) {
      return client.connectTo(target, Scene.TOKEN);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "bad,403,DENIED",
    "away,503,AUTHORITY_UNAVAILABLE",
    "throws,503,AUTHORITY_UNAVAILABLE",
    "hangs,503,AUTHORITY_UNAVAILABLE",
    "null,503,AUTHORITY_UNAVAILABLE"
  })
  void whateverElseItSaysOrDoesRefuses(String mood, int status, String refusal) throws IOException {
    try (Gateway gateway = gateway(mood);
        Client client = gateway.client()) {
      Answer answer = client.connectTo(Scene.TARGET, Scene.TOKEN);
      assertEquals(status, answer.status(), answer.toString());
      Entry entry = gateway.audit().awaitRefusal(answer.session());
      assertEquals(refusal, entry.refusal());
      assertEquals("AUTHORIZING", entry.text("stage"));
      assertEquals(0, echo.connections());
    }
  }
}
