// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drawbridge.it.harness.Await;
import io.drawbridge.it.harness.Baseline;
import io.drawbridge.it.harness.Client;
import io.drawbridge.it.harness.Gateway;
import io.drawbridge.it.harness.Scene;
import io.drawbridge.it.peer.Certificates;
import io.drawbridge.it.peer.Target;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The deadline counts from accept: neither a pause nor progress in single bytes moves it. */
@Execution(ExecutionMode.CONCURRENT)
class SlowClientsIT {
  private static final Duration PAUSE = Duration.ofMillis(100);

  @TempDir Path directory;
  private Target witness;
  private Gateway gateway;
  private Baseline before;

  @BeforeEach
  void start() {
    witness = Target.witness();
    gateway =
        Gateway.start(
            Scene.withTls(
                Scene.withSecret(directory, witness)
                    .deadline("total", "1500ms")
                    .deadline("tls", "800ms")
                    .deadline("head", "800ms"),
                Certificates.create(directory, "tls", "gateway")));
    before = gateway.baseline();
  }

  @AfterEach
  void stop() {
    try {
      gateway.assertBaseline(before);
      assertEquals(0, witness.connections());
    } finally {
      gateway.close();
      witness.close();
    }
  }

  /** Sends one byte, waits a little, sends the next, until the gateway has enough. */
  private static void drip(Client client, byte[] bytes) throws IOException {
    client.timeout((int) PAUSE.toMillis());
    for (byte b : bytes) {
      client.send(new byte[] {b});
      long begin = System.nanoTime();
      Await.until(
          Duration.ofSeconds(5),
          () -> "a little time passes",
          () -> System.nanoTime() - begin > PAUSE.toNanos());
      if (client.in().available() > 0) {
        break;
      }
    }
    client.timeout(20_000);
  }

  private static void inTime(long begin) {
    long millis = (System.nanoTime() - begin) / 1_000_000;
    assertTrue(millis < 3_000, "after " + millis + " ms");
  }

  @Test
  void aRequestThatDripsIsRefused() throws IOException {
    byte[] head =
        Client.head(Scene.TARGET, Client.bearer(Scene.TOKEN)).getBytes(StandardCharsets.US_ASCII);
    long begin = System.nanoTime();
    try (Client client = gateway.client()) {
      drip(client, head);
      assertEquals(408, client.answer().status());
    }
    inTime(begin);
  }

  @Test
  void aRequestThatNeverComesIsRefused() throws IOException {
    long begin = System.nanoTime();
    try (Client client = gateway.client()) {
      assertEquals(408, client.answer().status());
    }
    inTime(begin);
  }

  @Test
  void aTlsHandshakeThatDripsOrStallsIsEnded() throws IOException {
    byte[] hello = new byte[64];
    byte[] start = {22, 3, 1, 2, 0, 1, 0, 1, (byte) 252, 3, 3};
    System.arraycopy(start, 0, hello, 0, start.length);
    for (boolean stall : new boolean[] {true, false}) {
      long begin = System.nanoTime();
      try (Client client = Client.plain(gateway.tlsPort())) {
        String source = ":" + client.localPort();
        assertThrows(
            IOException.class,
            () -> {
              drip(client, stall ? start : hello);
              while (client.readByte() >= 0) {
                // An alert may come before the end.
              }
              throw new IOException("the end");
            });
        inTime(begin);
        assertEquals(
            "TLS_FAILED",
            gateway
                .audit()
                .await("the refusal", e -> e.isRefusal() && e.text("source").endsWith(source))
                .refusal());
      }
    }
  }
}
