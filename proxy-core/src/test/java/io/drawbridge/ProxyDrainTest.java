// SPDX-License-Identifier: Apache-2.0
package io.drawbridge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drawbridge.observe.CloseReason;
import io.drawbridge.observe.Refusal;
import io.drawbridge.testing.Sockets;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A proxy that drains: tunnels end by themselves, and newcomers hear why they are refused. */
@Timeout(60)
class ProxyDrainTest {
  @TempDir Path directory;

  @Test
  void aDrainLetsATunnelEndByItself() throws Exception {
    try (GatewayRig rig = new GatewayRig(directory)) {
      rig.builder.drainGrace(Duration.ofMillis(100));
      SocketChannel client = rig.tunnel();
      SocketChannel target = rig.target.accept();
      SocketAddress at = rig.proxy().address("ci");
      CompletableFuture<Boolean> quietly = drain(rig.proxy(), Duration.ofSeconds(30));
      assertTrue(
          Sockets.await(() -> !notReady(rig).isEmpty(), Duration.ofSeconds(5)), "still ready");
      assertTrue(Sockets.await(() -> isRefused(at), Duration.ofSeconds(5)), "still listening");
      Sockets.write(target, "late");
      assertEquals("late", Sockets.read(client, 4));
      client.close();
      target.close();
      assertTrue(quietly.get(20, TimeUnit.SECONDS));
      rig.assertOver();
      assertEquals(1, rig.audited("COMPLETED").size());
    }
  }

  @Test
  void whatIsLeftAfterTheDrainIsResetAndRecorded() throws Exception {
    try (GatewayRig rig = new GatewayRig(directory)) {
      try (SocketChannel client = rig.tunnel();
          SocketChannel target = rig.target.accept()) {
        assertFalse(rig.proxy().drain(Duration.ofMillis(100)));
        assertThrows(IOException.class, () -> Sockets.read(client, 1));
        assertThrows(IOException.class, () -> Sockets.read(target, 1));
      }
      rig.told.attempt();
      assertEquals(CloseReason.DRAINED, rig.told.ending().reason());
      rig.assertOver();
      assertEquals(1, rig.audited("DRAINED").size());
      assertEquals(1, rig.audited("\"end\"").size(), "the end of the audit");
    }
  }

  @Test
  void closingDuringADrainEndsItAndSaysSo() throws Exception {
    try (GatewayRig rig = new GatewayRig(directory)) {
      try (SocketChannel _ = rig.tunnel();
          SocketChannel _ = rig.target.accept()) {
        CompletableFuture<Boolean> quietly = drain(rig.proxy(), Duration.ofMinutes(5));
        assertTrue(Sockets.await(() -> !notReady(rig).isEmpty(), Duration.ofSeconds(5)));
        rig.proxy().close();
        assertFalse(quietly.get(10, TimeUnit.SECONDS));
      }
      rig.assertOver();
    }
  }

  @Test
  void whoHasNotAskedYetDoesNotHoldADrainUp() throws Exception {
    try (GatewayRig rig = new GatewayRig(directory)) {
      try (SocketChannel _ = rig.connect()) {
        assertTrue(Sockets.await(() -> rig.told.accepted() == 1, Duration.ofSeconds(5)));
        long before = System.nanoTime();
        assertTrue(rig.proxy().drain(Duration.ofMinutes(5)));
        Duration took = Duration.ofNanos(System.nanoTime() - before);
        assertTrue(took.compareTo(Duration.ofSeconds(6)) < 0, took.toString());
      }
      assertEquals(Refusal.DRAINING, rig.told.attempt().refusal().orElseThrow());
      rig.assertOver();
    }
  }

  @Test
  void whoAsksDuringADrainReadsThatItIsOne() throws Exception {
    try (GatewayRig rig = new GatewayRig(directory)) {
      SocketChannel tunnel = rig.tunnel();
      SocketChannel target = rig.target.accept();
      try (SocketChannel client = rig.connect()) {
        assertTrue(Sockets.await(() -> rig.told.accepted() == 2, Duration.ofSeconds(5)));
        CompletableFuture<Boolean> quietly = drain(rig.proxy(), Duration.ofSeconds(30));
        assertTrue(Sockets.await(() -> !notReady(rig).isEmpty(), Duration.ofSeconds(5)));
        Sockets.write(client, "CONNECT t HTTP/1.0\r\nProxy-Authorization: Bearer token\r\n\r\n");
        String answer = Sockets.readAll(client);
        assertTrue(answer.startsWith("HTTP/1.1 503 "), answer);
        tunnel.close();
        target.close();
        quietly.get(20, TimeUnit.SECONDS);
      }
      rig.assertOver();
    }
  }

  /** A port that is closed at once reads as if there were no gateway. */
  @Test
  void whoComesDuringTheGraceOfADrainReadsThatItIsOne() throws Exception {
    try (GatewayRig rig = new GatewayRig(directory)) {
      rig.builder.drainGrace(Duration.ofMinutes(5));
      SocketChannel tunnel = rig.tunnel();
      SocketChannel target = rig.target.accept();
      SocketAddress at = rig.proxy().address("ci");
      CompletableFuture<Boolean> quietly = drain(rig.proxy(), Duration.ofMinutes(5));
      assertTrue(Sockets.await(() -> !notReady(rig).isEmpty(), Duration.ofSeconds(5)));
      assertEquals(List.of("draining"), rig.proxy().notReady());
      for (int i = 0; i < 2; i++) {
        try (SocketChannel client = rig.ask()) {
          String answer = Sockets.readAll(client);
          assertTrue(answer.startsWith("HTTP/1.1 503 "), answer);
          assertTrue(answer.contains("\r\nRetry-After: 5\r\n"), answer);
          assertTrue(answer.endsWith("this gateway is going away; try again\n"), answer);
        }
      }
      tunnel.close();
      target.close();
      assertTrue(quietly.get(20, TimeUnit.SECONDS), "the end of the last tunnel ends the grace");
      assertTrue(isRefused(at), "still listening");
      assertEquals(2, rig.audited("\"DRAINING\"").size());
      rig.assertOver();
    }
  }

  @Test
  void theGraceOfADrainIsNeverLongerThanTheDrain() throws Exception {
    try (GatewayRig rig = new GatewayRig(directory)) {
      rig.builder.drainGrace(Duration.ofMinutes(5));
      try (SocketChannel _ = rig.tunnel();
          SocketChannel _ = rig.target.accept()) {
        assertFalse(rig.proxy().drain(Duration.ofMillis(100)));
      }
      rig.assertOver();
    }
  }

  /** Whatever follows it on its port is there the sooner. */
  @Test
  void withNothingOpenADrainDoesNotWaitForItsGrace() throws Exception {
    try (GatewayRig rig = new GatewayRig(directory)) {
      rig.builder.drainGrace(Duration.ofMinutes(5));
      assertTrue(rig.proxy().drain(Duration.ofMinutes(5)));
      rig.assertOver();
    }
  }

  @Test
  void aDrainThatIsInterruptedInItsGraceStillClosesThePorts() throws Exception {
    try (GatewayRig rig = new GatewayRig(directory)) {
      rig.builder.drainGrace(Duration.ofMinutes(5));
      try (SocketChannel _ = rig.tunnel();
          SocketChannel _ = rig.target.accept()) {
        SocketAddress at = rig.proxy().address("ci");
        Thread.currentThread().interrupt();
        assertThrows(InterruptedException.class, () -> rig.proxy().drain(Duration.ofMinutes(5)));
        assertTrue(isRefused(at), "still listening");
      }
      rig.assertOver();
    }
  }

  private static CompletableFuture<Boolean> drain(Proxy proxy, Duration atMost) {
    CompletableFuture<Boolean> quietly = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                quietly.complete(proxy.drain(atMost));
              } catch (InterruptedException | RuntimeException e) {
                quietly.completeExceptionally(e);
              }
            });
    return quietly;
  }

  private static List<String> notReady(GatewayRig rig) {
    try {
      return rig.proxy().notReady();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static boolean isRefused(SocketAddress at) {
    try {
      SocketChannel.open(at).close();
      return false;
    } catch (ConnectException _) {
      return true;
    } catch (IOException _) {
      return false;
    }
  }
}
