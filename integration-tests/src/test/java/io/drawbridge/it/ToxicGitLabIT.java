// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import eu.rekawek.toxiproxy.Proxy;
import eu.rekawek.toxiproxy.model.ToxicDirection;
import io.drawbridge.it.harness.Answer;
import io.drawbridge.it.harness.Client;
import io.drawbridge.it.harness.Configuration;
import io.drawbridge.it.harness.Gateway;
import io.drawbridge.it.harness.Scene;
import io.drawbridge.it.peer.StandInGitLab;
import io.drawbridge.it.peer.Target;
import io.drawbridge.it.peer.Toxiproxy;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Bad networks between the gateway and GitLab, by the real Toxiproxy. */
@Execution(ExecutionMode.CONCURRENT)
class ToxicGitLabIT {
  @TempDir Path directory;
  private Toxiproxy toxiproxy;
  private StandInGitLab gitlab;
  private Target echo;
  private Proxy network;
  private Gateway gateway;

  @BeforeEach
  void start() {
    toxiproxy = Toxiproxy.start();
    gitlab = new StandInGitLab();
    echo = Target.echo();
    network = toxiproxy.before(gitlab.port());
    String seen = "http://127.0.0.1:" + Toxiproxy.portOf(network);
    Configuration configuration =
        Scene.withGitLab(directory, gitlab, "api-token", echo.port())
            .set("auth.gitlab", "jwks", Configuration.text(seen + "/oauth/discovery/keys"))
            .set(
                "auth.gitlab",
                "liveness",
                "{ mode = \"api-token\", token = { file = \"gitlab-read-api\" }, api = \""
                    + seen
                    + "/api/v4\" }");
    gateway = Gateway.start(configuration);
  }

  @AfterEach
  void stop() {
    gateway.close();
    echo.close();
    gitlab.close();
    toxiproxy.close();
  }

  private Answer ask(Client client) throws IOException {
    String token = gitlab.idToken(gitlab.job(Scene.PROJECT), Scene.AUDIENCE).text();
    return client.connectTo(Scene.TARGET, token);
  }

  @Test
  void aLateGitLabIsWaitedFor() throws IOException {
    network.toxics().latency("late", ToxicDirection.DOWNSTREAM, 300);
    try (Client client = gateway.client()) {
      assertEquals(200, ask(client).status());
    }
  }

  @Test
  void aGitLabThatDripsIsNotWaitedForForever() throws IOException {
    network.toxics().slicer("drip", ToxicDirection.DOWNSTREAM, 2, 400_000).setSizeVariation(1);
    long begin = System.nanoTime();
    try (Client client = gateway.client()) {
      assertEquals(503, ask(client).status());
    }
    long seconds = Duration.ofNanos(System.nanoTime() - begin).toSeconds();
    assertEquals(0, seconds / 8, "refused within the deadlines, after " + seconds + " s");
    assertEquals(0, echo.connections());
  }

  @Test
  void aGitLabThatResetsOpensNothing() throws IOException {
    network.toxics().resetPeer("reset", ToxicDirection.DOWNSTREAM, 0);
    try (Client client = gateway.client()) {
      assertEquals(503, ask(client).status());
    }
    assertEquals(0, echo.connections());
  }

  @Test
  void anAnswerCutInTheMiddleOpensNothing() throws IOException {
    network.toxics().limitData("cut", ToxicDirection.DOWNSTREAM, 150);
    try (Client client = gateway.client()) {
      assertEquals(503, ask(client).status());
    }
    assertEquals(0, echo.connections());
  }

  @Test
  void aSilentGitLabCostsTheTunnelAfterTheGrace() throws IOException {
    try (Client client = gateway.client()) {
      String session = ask(client).session();
      assertEquals('x', client.send("x").readByte());
      network.toxics().timeout("silent", ToxicDirection.DOWNSTREAM, 0);
      assertThrows(IOException.class, client::readByte);
      assertEquals("AUTHORITY_LOST", gateway.audit().awaitClose(session).reason());
    }
  }
}
