// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drawbridge.it.harness.Await;
import io.drawbridge.it.harness.Client;
import io.drawbridge.it.harness.Command;
import io.drawbridge.it.harness.Configuration;
import io.drawbridge.it.harness.Gateway;
import io.drawbridge.it.harness.Scene;
import io.drawbridge.it.peer.Target;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Asked to stop, the gateway lets no one in and lets its tunnels end, for a while. */
@Execution(ExecutionMode.CONCURRENT)
class DrainIT {
  private static final Duration SOON = Duration.ofSeconds(5);

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

  private Gateway gateway(String drain) {
    return gateway(drain, "200ms");
  }

  private Gateway gateway(String drain, String grace) {
    Configuration said = Scene.withSecret(directory, echo).drain(drain);
    return Gateway.start(said.set("", "drain_grace", Configuration.text(grace)));
  }

  private static void signal(Gateway gateway, String name) {
    Command.of("kill", "-" + name, "" + gateway.pid()).run().good();
  }

  private static void awaitClosedDoor(Gateway gateway) {
    Await.until(
        SOON,
        () -> "the listener is closed",
        () -> {
          try (Client _ = gateway.client()) {
            return false;
          } catch (UncheckedIOException _) {
            return true;
          }
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"TERM", "INT"})
  void withoutTunnelsItEndsAtOnce(String name) {
    try (Gateway gateway = gateway("30s")) {
      signal(gateway, name);
      assertEquals(0, gateway.awaitExit(SOON));
      assertTrue(gateway.audit().find(e -> e.text("event").equals("end")).isPresent());
    }
  }

  @Test
  void aTunnelThatEndsByItselfIsLetEnd() throws IOException {
    try (Gateway gateway = gateway("30s")) {
      try (Client client = gateway.tunnel(Scene.TARGET, Scene.TOKEN)) {
        signal(gateway, "TERM");
        awaitClosedDoor(gateway);
        Await.until(SOON, () -> "not ready", () -> gateway.get("/readyz").statusCode() == 503);
        assertEquals('x', client.send("x").readByte(), "it still relays");
        client.shutdownOutput();
        assertEquals(-1, client.readByte());
      }
      assertEquals(0, gateway.awaitExit(SOON));
    }
  }

  @Test
  void aTunnelThatDoesNotEndIsReset() throws IOException {
    try (Gateway gateway = gateway("800ms");
        Client client = gateway.client()) {
      String session = client.connectTo(Scene.TARGET, Scene.TOKEN).session();
      assertEquals('x', client.send("x").readByte());
      signal(gateway, "TERM");
      assertThrows(IOException.class, client::readByte);
      assertEquals(1, gateway.awaitExit(SOON));
      assertEquals("DRAINED", gateway.audit().awaitClose(session).reason());
    }
  }

  @Test
  void aSecondSignalStopsAtOnce() throws IOException {
    try (Gateway gateway = gateway("5m");
        Client client = gateway.client()) {
      String session = client.connectTo(Scene.TARGET, Scene.TOKEN).session();
      signal(gateway, "TERM");
      awaitClosedDoor(gateway);
      signal(gateway, "TERM");
      assertEquals(1, gateway.awaitExit(SOON));
      assertEquals("DRAINED", gateway.audit().awaitClose(session).reason());
    }
  }

  @Test
  void whoComesWhileItsTunnelsAreLetEndIsToldToComeBack() throws IOException {
    try (Gateway gateway = gateway("5m", "5m")) {
      try (Client tunnel = gateway.tunnel(Scene.TARGET, Scene.TOKEN)) {
        signal(gateway, "TERM");
        Await.until(SOON, () -> "not ready", () -> gateway.get("/readyz").statusCode() == 503);
        try (Client late = gateway.client()) {
          assertEquals(503, late.connectTo(Scene.TARGET, Scene.TOKEN).status());
        }
        assertEquals('x', tunnel.send("x").readByte());
      }
      assertEquals(0, gateway.awaitExit(SOON), "the end of the last tunnel ends the grace");
      gateway.audit().await("DRAINING", e -> e.refusal().equals("DRAINING"));
    }
  }

  @Test
  void whoIsNotYetLetInIsToldToComeBack() throws IOException {
    try (Gateway gateway = gateway("5s");
        Client tunnel = gateway.tunnel(Scene.TARGET, Scene.TOKEN);
        Client late = gateway.client()) {
      String head = Client.head(Scene.TARGET, Client.bearer(Scene.TOKEN));
      late.send(head.substring(0, 30));
      gateway.metrics(); // Another round trip: the session of `late` exists by now.
      signal(gateway, "TERM");
      awaitClosedDoor(gateway);
      late.send(head.substring(30));
      assertEquals(503, late.answer().status());
      gateway.audit().await("DRAINING", e -> e.refusal().equals("DRAINING"));
      assertEquals('x', tunnel.send("x").readByte());
    }
  }
}
