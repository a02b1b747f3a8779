// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drawbridge.it.harness.Answer;
import io.drawbridge.it.harness.AuditTrail.Entry;
import io.drawbridge.it.harness.Client;
import io.drawbridge.it.harness.Configuration;
import io.drawbridge.it.harness.Gateway;
import io.drawbridge.it.harness.Scene;
import io.drawbridge.it.peer.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A plugin's fault is that plugin's: its sessions are refused, all others are served. */
class PluginFaultsIT {
  private static final String PROVIDER = "io.drawbridge.auth.AuthenticatorProvider";

  /** Does what the token says. */
  private static final String HOSTILE =
      """
      package hostile;
      import io.drawbridge.auth.*;
      import java.time.*;
      import java.util.*;
      import java.util.concurrent.CountDownLatch;
      public final class Hostile implements AuthenticatorProvider {
        public String type() { return "hostile"; }
        public Authenticator create(Settings settings, Environment environment) {
          return (presented, peer) -> {
            String token = presented.token().map(Secret::reveal).orElse("");
            if (!token.startsWith("hostile-")) { return new Authentication.NotMine(); }
            switch (token.substring(8)) {
              case "throws" -> throw new IllegalStateException(token);
              case "error" -> throw new StackOverflowError(token);
              case "linkage" -> throw new NoClassDefFoundError("gone");
              case "null" -> { return null; }
              case "hangs" -> {
                while (true) {
                  try { new CountDownLatch(1).await(); } catch (InterruptedException e) { /* deaf */ }
                }
              }
              case "spins" -> { long n = 0; while (n >= 0) { n = n + 1 & Long.MAX_VALUE; } }
              default -> {}
            }
            String version = io.drawbridge.auth.jwt.JwtVerifier.VERSION;
            if (!version.equals("its own")) { throw new IllegalStateException("not its own"); }
            Claims claims = Claims.of(Map.of("project_id", "4217"));
            return new Authentication.Verified(
                new Identity("hostile", token.substring(8), claims, Map.of(), Instant.MAX),
                Liveness.UNTRACKED, Duration.ZERO);
          };
        }
      }
      """;

  private static final String OTHER_VERIFIER =
      """
      package io.drawbridge.auth.jwt;
      public final class JwtVerifier { public static String VERSION = "its own"; }
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

  private Path hostile() throws IOException {
    return PluginSources.jar(
        directory.resolve("hostile.jar"),
        Map.of(
            "hostile/Hostile.java",
            HOSTILE,
            "io/drawbridge/auth/jwt/JwtVerifier.java",
            OTHER_VERIFIER),
        Map.of(PROVIDER, "hostile.Hostile"));
  }

  private Configuration configuration() {
    return new Configuration(directory)
        .plain()
        .secret("ci", Scene.TOKEN, Map.of("project_id", "" + Scene.PROJECT))
        .set("auth.hostile", "type", "\"hostile\"")
        .deadline("authentication", "400ms")
        .target(Scene.TARGET, echo.port())
        .rule("by secret", Scene.TARGET, "auth = \"static\"")
        .rule("by the other", Scene.TARGET, "auth = \"hostile\"");
  }

  private Gateway gateway() throws IOException {
    return Gateway.startWithPlugins(configuration(), PluginSources.directory(directory, hostile()));
  }

  private static void others(Gateway gateway) throws IOException {
    try (Client client = gateway.tunnel(Scene.TARGET, Scene.TOKEN)) {
      assertEquals('x', client.send("x").readByte());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"throws", "error", "linkage", "null", "hangs", "spins"})
  void itsSessionsAreRefusedAndOthersAreServed(String fault) throws IOException {
    try (Gateway gateway = gateway();
        Client open = gateway.tunnel(Scene.TARGET, Scene.TOKEN)) {
      try (Client client = gateway.client()) {
        long begin = System.nanoTime();
        Answer answer = client.connectTo(Scene.TARGET, "hostile-" + fault);
        assertEquals(503, answer.status(), answer.toString());
        assertTrue(System.nanoTime() - begin < 3_000_000_000L, "within its deadline");
        Entry entry = gateway.audit().awaitRefusal(answer.session());
        assertEquals("AUTHORITY_UNAVAILABLE", entry.refusal());
      }
      others(gateway);
      assertEquals('x', open.send("x").readByte(), "an open tunnel is not touched");
      gateway.scanForSecrets(List.of("hostile-" + fault));
    }
  }

  @Test
  void itCarriesItsOwnVersionOfALibrary() throws IOException {
    try (Gateway gateway = gateway();
        Client client = gateway.tunnel(Scene.TARGET, "hostile-good")) {
      assertEquals('x', client.send("x").readByte());
    }
  }

  @Test
  void manyThatHangAreOverloadAndOthersAreServed() throws IOException {
    List<Client> hanging = new ArrayList<>();
    try (Gateway gateway =
        Gateway.startWithPlugins(
            configuration().deadline("authentication", "2s"),
            PluginSources.directory(directory, hostile()))) {
      String head = Client.head(Scene.TARGET, Client.bearer("hostile-hangs"));
      try {
        for (int i = 0; i < 330; i++) {
          hanging.add(Client.plain(Scene.anotherSource(), gateway.port(), 0).send(head));
        }
        others(gateway);
        for (Client client : hanging) {
          assertEquals(503, client.answer().status());
        }
        gateway.audit().await("overload", e -> e.refusal().equals("OVERLOADED"));
      } finally {
        hanging.forEach(Client::close);
      }
    }
  }

  @Test
  void afterSeveralFaultsInARowItIsLeftAlone() throws IOException {
    try (Gateway gateway = gateway()) {
      for (int i = 0; i < 30; i++) {
        try (Client client = Client.plain(Scene.anotherSource(), gateway.port(), 0)) {
          assertEquals(503, client.connectTo(Scene.TARGET, "hostile-throws").status());
        }
      }
      assertEquals(
          1.0, gateway.metrics().sum("drawbridge_plugin_quarantined", "hostile"), "quarantined");
      others(gateway);
    }
  }

  private String startFails(Path... jars) throws IOException {
    Path plugins = PluginSources.directory(directory, jars);
    Gateway gateway = Gateway.launch(configuration(), List.of("--plugins", plugins.toString()));
    try (gateway) {
      assertNotEquals(0, gateway.awaitExit(Duration.ofSeconds(40)));
      return gateway.printed();
    }
  }

  @Test
  void aBrokenJarStopsTheStartAndIsNamed() throws IOException {
    Path good = hostile();
    byte[] bytes = Files.readAllBytes(good);
    Path cut = Files.write(directory.resolve("cut.jar"), java.util.Arrays.copyOf(bytes, 900));
    assertTrue(startFails(cut).contains("cut.jar"));
  }

  @Test
  void aJarThatIsNoneStopsTheStartAndIsNamed() throws IOException {
    Path text = Files.writeString(directory.resolve("text.jar"), "not a jar");
    assertTrue(startFails(text).contains("text.jar"));
  }

  @Test
  void aServicesFileThatNamesNothingStopsTheStartAndIsNamed() throws IOException {
    Path jar =
        PluginSources.jar(
            directory.resolve("astray.jar"),
            Map.of(
                "hostile/Hostile.java",
                HOSTILE,
                "io/drawbridge/auth/jwt/JwtVerifier.java",
                OTHER_VERIFIER),
            Map.of(PROVIDER, "hostile.NoSuchClass"));
    assertTrue(startFails(jar).contains("astray.jar"));
  }

  @Test
  void twoPluginsOfOneTypeStopTheStartAndAreNamed() throws IOException {
    Path one = hostile();
    Path two = Files.copy(one, directory.resolve("double.jar"));
    String printed = startFails(one, two);
    assertTrue(printed.contains("hostile.jar") && printed.contains("double.jar"), printed);
  }
}
