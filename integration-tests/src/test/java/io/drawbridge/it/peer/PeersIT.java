// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.it.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import eu.rekawek.toxiproxy.Proxy;
import eu.rekawek.toxiproxy.model.ToxicDirection;
import io.drawbridge.it.harness.Client;
import io.drawbridge.it.harness.Json;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real components start, answer and end, before anything is built on them. */
class PeersIT {
  @Test
  void postgresAnswers() {
    try (Postgres server = Postgres.start()) {
      assertEquals("42", server.query("select 6 * 7"));
    }
  }

  @Test
  void postgresAnswersOverTls(@TempDir Path directory) {
    Certificates certificates = Certificates.create(directory, "pg", "orders-db");
    try (Postgres server = Postgres.start(certificates)) {
      assertEquals("on", server.query("show ssl"));
    }
  }

  @Test
  void toxiproxyDelays() throws Exception {
    try (Target echo = Target.echo();
        Toxiproxy toxiproxy = Toxiproxy.start()) {
      Proxy proxy = toxiproxy.before(echo.port());
      proxy.toxics().latency("late", ToxicDirection.DOWNSTREAM, 300);
      try (Client client = Client.plain(Toxiproxy.portOf(proxy))) {
        long begin = System.nanoTime();
        client.send("x").readByte();
        assertEquals(1, Long.signum(System.nanoTime() - begin - Duration.ofMillis(250).toNanos()));
      }
    }
  }

  @Test
  void theOpenIdProviderMintsWhatItIsAskedAndRotates() {
    try (OidcProvider provider = OidcProvider.start()) {
      String first = provider.token("https://drawbridge.test", Map.of("project_id", "77"));
      Map<String, Object> header = part(first, 0);
      Map<String, Object> claims = part(first, 1);
      assertEquals("JWT", header.get("typ"));
      assertEquals("RS256", header.get("alg"));
      assertEquals("77", claims.get("project_id"));
      assertEquals("https://drawbridge.test", claims.get("aud"));
      assertEquals(provider.issuer(), claims.get("iss"));
      provider.rotate();
      String second = provider.token("https://drawbridge.test", Map.of());
      assertNotEquals(header.get("kid"), part(second, 0).get("kid"));
    }
  }

  private static Map<String, Object> part(String token, int index) {
    byte[] json = Base64.getUrlDecoder().decode(token.split("\\.")[index]);
    return Json.object(new String(json, StandardCharsets.UTF_8));
  }

  @Test
  void theBlackHoleNeitherTakesNorRefuses() throws Exception {
    try (BlackHole hole = new BlackHole();
        SocketChannel probe = SocketChannel.open()) {
      java.net.InetSocketAddress address =
          new java.net.InetSocketAddress(java.net.InetAddress.ofLiteral("127.0.0.1"), hole.port());
      assertThrows(SocketTimeoutException.class, () -> probe.socket().connect(address, 400));
    }
  }

  @Test
  void certificatesAreTrustedAndNamed(@TempDir Path directory) throws Exception {
    Certificates good = Certificates.create(directory, "good", "orders-db");
    Certificates other = Certificates.create(directory, "other", "orders-db");
    try (ServerSocket server = good.proving().getServerSocketFactory().createServerSocket(0)) {
      Thread.ofVirtual()
          .start(
              () -> {
                while (!server.isClosed()) {
                  try (java.net.Socket socket = server.accept()) {
                    socket.getOutputStream().write('y');
                  } catch (java.io.IOException _) {
                    // The client that does not trust it; the next one does.
                  }
                }
              });
      assertThrows(
          UncheckedIOException.class,
          () -> Client.tls(server.getLocalPort(), other.trusting(), "TLSv1.3"));
      try (Client client = Client.tls(server.getLocalPort(), good.trusting(), "TLSv1.3")) {
        assertEquals('y', client.readByte());
      }
    }
  }
}
