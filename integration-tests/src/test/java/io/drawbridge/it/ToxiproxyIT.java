// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.it;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import eu.rekawek.toxiproxy.Proxy;
import eu.rekawek.toxiproxy.model.ToxicDirection;
import io.drawbridge.it.harness.Answer;
import io.drawbridge.it.harness.Await;
import io.drawbridge.it.harness.Baseline;
import io.drawbridge.it.harness.Client;
import io.drawbridge.it.harness.Gateway;
import io.drawbridge.it.harness.Scene;
import io.drawbridge.it.peer.Target;
import io.drawbridge.it.peer.Toxiproxy;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Bad networks between client and gateway and between gateway and target, by the real Toxiproxy.
 */
class ToxiproxyIT {
  private static final byte[] NOISE = new byte[200_000];

  @TempDir static Path directory;
  private static Toxiproxy toxiproxy;
  private static Target echo;
  private static Proxy near;
  private static Proxy far;
  private static Gateway gateway;
  private Baseline before;

  @BeforeAll
  static void start() {
    new Random(5).nextBytes(NOISE);
    toxiproxy = Toxiproxy.start();
    echo = Target.echo();
    far = toxiproxy.before(echo.port());
    gateway =
        Gateway.start(
            Scene.withSecret(directory, Toxiproxy.portOf(far), "limits = { idle = \"3s\" }")
                .deadline("head", "1500ms"));
    near = toxiproxy.before(gateway.port());
    try (Client warm = gateway.tunnel(Scene.TARGET, Scene.TOKEN)) {
      warm.send("x").readByte();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @AfterAll
  static void stop() {
    gateway.close();
    echo.close();
    toxiproxy.close();
  }

  @BeforeEach
  void remember() {
    // What the last test left behind is over when its tunnels are.
    Await.until(Duration.ofSeconds(5), () -> "no tunnel", () -> gateway.baseline().tunnels() == 0);
    before = gateway.baseline();
  }

  @AfterEach
  void heal() throws IOException {
    for (Proxy proxy : new Proxy[] {near, far}) {
      for (var toxic : proxy.toxics().getAll()) {
        toxic.remove();
      }
      proxy.enable();
    }
    gateway.assertBaseline(before);
  }

  private static Client client() {
    return Client.plain(Toxiproxy.portOf(near));
  }

  private static void echoes(Client client) throws Exception {
    Thread sender =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    client.send(NOISE);
                  } catch (IOException _) {
                    // The reader sees it.
                  }
                });
    assertArrayEquals(NOISE, client.read(NOISE.length));
    sender.join();
  }

  private static Answer ask(Client client) throws IOException {
    return client.connectTo(Scene.TARGET, Scene.TOKEN);
  }

  private static String reason(String session) {
    return gateway
        .audit()
        .await(Duration.ofSeconds(15), "the end", e -> e.isClose() && e.session().equals(session))
        .reason();
  }

  @Test
  void latencyOnBothSidesChangesNothing() throws Exception {
    near.toxics().latency("late", ToxicDirection.DOWNSTREAM, 60).setJitter(30);
    far.toxics().latency("late", ToxicDirection.UPSTREAM, 60).setJitter(30);
    try (Client client = client()) {
      assertEquals(200, ask(client).status());
      echoes(client);
    }
  }

  @Test
  void aNarrowTargetHoldsTheClientBack() throws Exception {
    far.toxics().bandwidth("narrow", ToxicDirection.UPSTREAM, 200);
    try (Client client = client()) {
      assertEquals(200, ask(client).status());
      long begin = System.nanoTime();
      echoes(client);
      assertTrue(System.nanoTime() - begin > 500_000_000L, "200 kB at 200 kB/s take a second");
    }
  }

  @Test
  void slicesComeOutWhole() throws Exception {
    near.toxics().slicer("slices", ToxicDirection.UPSTREAM, 300, 50).setSizeVariation(100);
    far.toxics().slicer("slices", ToxicDirection.DOWNSTREAM, 300, 50).setSizeVariation(100);
    try (Client client = client()) {
      assertEquals(200, ask(client).status());
      echoes(client);
    }
  }

  @Test
  void aHandshakeInSlicesSucceedsAndOneTooSlowIsRefused() throws Exception {
    near.toxics().slicer("slices", ToxicDirection.UPSTREAM, 10, 1_000).setSizeVariation(5);
    try (Client client = client()) {
      assertEquals(200, ask(client).status());
    }
    near.toxics().get("slices").remove();
    near.toxics().slicer("slices", ToxicDirection.UPSTREAM, 4, 200_000).setSizeVariation(2);
    try (Client client = client()) {
      assertEquals(408, ask(client).status());
    }
  }

  @Test
  void aResetOfTheTargetInTheTunnelIsOne() throws Exception {
    far.toxics().resetPeer("reset", ToxicDirection.UPSTREAM, 100);
    try (Client client = gateway.client()) {
      Answer answer = ask(client);
      assertEquals(200, answer.status());
      client.send("x");
      assertThrows(IOException.class, client::readByte);
      assertEquals("TARGET_RESET", reason(answer.session()));
    }
  }

  @Test
  void aResetOfTheClientInTheTunnelIsOne() throws Exception {
    try (Client client = client()) {
      near.toxics().resetPeer("reset", ToxicDirection.UPSTREAM, 400);
      try {
        ask(client);
        client.readByte();
      } catch (IOException _) {
        // Whether the answer came before the reset is the network's business.
      }
    }
    gateway.assertBaseline(before);
  }

  @Test
  void aLimitOfBytesEndsTheTunnelAndDeliversWhatPassed() throws Exception {
    far.toxics().limitData("limit", ToxicDirection.DOWNSTREAM, 50_000);
    try (Client client = gateway.client()) {
      Answer answer = ask(client);
      Thread sender =
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      client.send(NOISE);
                    } catch (IOException _) {
                      // The tunnel ends under it.
                    }
                  });
      byte[] got = new byte[50_000];
      assertEquals(got.length, client.in().readNBytes(got, 0, got.length));
      assertArrayEquals(java.util.Arrays.copyOf(NOISE, got.length), got);
      client.goodbye();
      sender.join();
      assertTrue(!reason(answer.session()).isEmpty());
    }
  }

  @Test
  void aTargetThatFallsSilentIsNotWaitedForForever() throws Exception {
    try (Client client = gateway.client()) {
      Answer answer = ask(client);
      client.send("x").readByte();
      far.toxics().timeout("silent", ToxicDirection.DOWNSTREAM, 0);
      client.send("y");
      assertThrows(IOException.class, client::readByte);
      assertEquals("IDLE", reason(answer.session()));
    }
  }

  @Test
  void aSlowCloseIsWaitedFor() throws Exception {
    far.toxics().slowClose("slow", ToxicDirection.DOWNSTREAM, 400);
    try (Client client = gateway.client()) {
      Answer answer = ask(client);
      client.send("x").readByte();
      client.shutdownOutput();
      assertEquals(-1, client.readByte());
      assertEquals("COMPLETED", reason(answer.session()));
    }
  }

  @Test
  void aTargetBehindADeadNetworkIsUnreachable() throws Exception {
    far.disable();
    try (Client client = client()) {
      assertEquals(502, ask(client).status());
    }
  }
}
