// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drawbridge.it.harness.AuditTrail.Entry;
import io.drawbridge.it.harness.Baseline;
import io.drawbridge.it.harness.Client;
import io.drawbridge.it.harness.Gateway;
import io.drawbridge.it.harness.Scene;
import io.drawbridge.it.peer.Target;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What a rule bounds ends at the bound, as a reset, and is recorded as what it is. */
@Execution(ExecutionMode.CONCURRENT)
class LimitsIT {
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

  private Gateway gateway(String limits) {
    return Gateway.start(Scene.withSecret(directory, echo.port(), "limits = { " + limits + " }"));
  }

  private static Duration untilReset(Client client) {
    long begin = System.nanoTime();
    assertThrows(IOException.class, () -> client.readByte());
    return Duration.ofNanos(System.nanoTime() - begin);
  }

  @Test
  void aLifetimeEndsAlsoABusyTunnel() throws IOException {
    try (Gateway gateway = gateway("lifetime = \"1s\"")) {
      Baseline before = gateway.baseline();
      try (Client client = gateway.client()) {
        String session = client.connectTo(Scene.TARGET, Scene.TOKEN).session();
        long begin = System.nanoTime();
        assertThrows(
            IOException.class,
            () -> {
              while (System.nanoTime() - begin < 10_000_000_000L) {
                client.send("x");
                if (client.readByte() < 0) {
                  throw new AssertionError("an end that claims to be complete");
                }
              }
            });
        long millis = (System.nanoTime() - begin) / 1_000_000;
        assertTrue(millis > 800 && millis < 3000, millis + " ms");
        assertEquals("LIFETIME", gateway.audit().awaitClose(session).reason());
      }
      gateway.assertBaseline(before);
    }
  }

  @Test
  void anIdleTunnelEndsAndABusyOneDoesNot() throws IOException {
    try (Gateway gateway = gateway("idle = \"600ms\"");
        Client client = gateway.client()) {
      String session = client.connectTo(Scene.TARGET, Scene.TOKEN).session();
      client.timeout(300);
      for (int i = 0; i < 5; i++) {
        assertEquals('x', client.send("x").readByte());
        assertThrows(java.net.SocketTimeoutException.class, client::readByte);
      }
      client.timeout(20_000);
      assertTrue(untilReset(client).toMillis() < 2500);
      assertEquals("IDLE", gateway.audit().awaitClose(session).reason());
    }
  }

  @Test
  void aTunnelMovesSoManyBytesAndNoMore() throws IOException {
    try (Gateway gateway = gateway("bytes = 100000");
        Client client = gateway.client()) {
      String session = client.connectTo(Scene.TARGET, Scene.TOKEN).session();
      assertThrows(
          IOException.class,
          () -> {
            for (int i = 0; i < 1000; i++) {
              client.send(new byte[1000]);
              client.read(1000);
            }
          });
      Entry closed = gateway.audit().awaitClose(session);
      assertEquals("BYTES", closed.reason());
      assertTrue(closed.number("bytes_up") + closed.number("bytes_down") <= 100_000, "" + closed);
      assertTrue(echo.bytes() <= 100_000);
    }
  }

  @Test
  void tunnelsAreCountedPerPrincipalAndGivenBack() throws IOException {
    try (Gateway gateway = gateway("tunnels_per_principal = 3")) {
      for (int round = 0; round < 3; round++) {
        Client[] clients = new Client[3];
        for (int i = 0; i < 3; i++) {
          clients[i] = gateway.tunnel(Scene.TARGET, Scene.TOKEN);
        }
        try (Client fourth = gateway.client()) {
          assertEquals(429, fourth.connectTo(Scene.TARGET, Scene.TOKEN).status());
        }
        Baseline three = gateway.baseline();
        for (Client client : clients) {
          client.close();
        }
        gateway.assertBaseline(
            new Baseline(three.descriptors(), three.threads(), 0, 0, three.buffers()));
      }
    }
  }
}
