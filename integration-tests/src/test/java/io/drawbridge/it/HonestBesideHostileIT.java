// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drawbridge.it.harness.Client;
import io.drawbridge.it.harness.Crowd;
import io.drawbridge.it.harness.Gateway;
import io.drawbridge.it.harness.Punctuality;
import io.drawbridge.it.harness.Scene;
import io.drawbridge.it.peer.Certificates;
import io.drawbridge.it.peer.Target;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whoever has no grant shuts out nobody: a job is served beside a crowd, and hardly later. */
@Timeout(60)
class HonestBesideHostileIT {
  /** What a hostile client does with its connection. */
  private enum Manner {
    IDLE(""),
    SLOW("CONNECT or"),
    GARBAGE("\u0016\u0003\u0001\u0000\u00ff\u00fe" + "garbage".repeat(20)),
    NONSENSE(Client.head(Scene.TARGET, Client.bearer("canary-" + "0".repeat(32))));

    private final String words;

    Manner(String words) {
      this.words = words;
    }

    private void on(Client client, int number) throws IOException {
      client.send(words);
      if (this == SLOW) {
        client.send("d");
      }
    }
  }

  /** How far a hostile client goes with TLS. */
  private enum Handshake {
    NONE,
    HALF_A_HELLO,
    GARBAGE,
    HELLO;

    private void on(Client client, byte[] hello) throws IOException {
      switch (this) {
        case NONE -> client.send("");
        case HALF_A_HELLO -> client.send(Arrays.copyOf(hello, hello.length / 2));
        case GARBAGE -> client.send("\u0016\u0003\u0001\u0000\u00ff\u00fe" + "garbage".repeat(20));
        // The gateway computes its half of the handshake, which is the dearest that it does.
        case HELLO -> client.send(hello);
      }
    }
  }

  @TempDir static Path directory;
  private static Target echo;
  private static Gateway gateway;
  private static SSLContext trusting;
  private static Punctuality plain;
  private static Punctuality encrypted;

  @BeforeAll
  static void start() throws IOException {
    echo = Target.echo();
    Certificates certificates = Certificates.create(directory, "tls", "localhost");
    trusting = certificates.trusting();
    gateway =
        Gateway.start(
            Scene.withTls(Scene.withSecret(directory, echo), certificates)
                .set("audit", "refusals_per_minute", "10"));
    plain = new Punctuality(gateway::client, () -> Scene.TOKEN);
    encrypted = new Punctuality(HonestBesideHostileIT::encrypted, () -> Scene.TOKEN);
  }

  private static Client encrypted() {
    return Client.tls(gateway.tlsPort(), trusting, "TLSv1.3");
  }

  @AfterAll
  static void stop() throws IOException {
    gateway.close();
    echo.close();
    long audited = Files.size(directory.resolve("audit.jsonl"));
    // Twenty times the attempts were granted, each with a close; all took less than four minutes.
    assertTrue(
        audited < 4_000_000 + 20 * Punctuality.ATTEMPTS * 1_500, audited + " bytes of audit");
  }

  @ParameterizedTest
  @CsvSource({
    "IDLE, 1", "SLOW, 1", "GARBAGE, 1", "NONSENSE, 1",
    "IDLE, 2000", "SLOW, 2000", "GARBAGE, 2000", "NONSENSE, 2000"
  })
  void aJobIsServedBeside(Manner manner, int sources) throws Exception {
    try (Crowd _ = Crowd.at(gateway.port(), sources, manner::on)) {
      plain.assertKept();
    }
    assertEquals(200, gateway.get("/livez").statusCode());
  }

  @ParameterizedTest
  @CsvSource({
    "NONE, 1", "HALF_A_HELLO, 1", "GARBAGE, 1", "HELLO, 1",
    "NONE, 2000", "HALF_A_HELLO, 2000", "GARBAGE, 2000", "HELLO, 2000"
  })
  void aJobIsServedUnderTlsBeside(Handshake handshake, int sources) throws Exception {
    byte[] hello = hello();
    try (Crowd _ =
        Crowd.at(gateway.tlsPort(), sources, (client, _) -> handshake.on(client, hello))) {
      encrypted.assertKept();
    }
    assertEquals(200, gateway.get("/livez").statusCode());
  }

  /** The first flight of a handshake: whoever sends it again has nothing to compute. */
  private static byte[] hello() throws SSLException {
    SSLEngine engine = trusting.createSSLEngine("localhost", gateway.tlsPort());
    engine.setUseClientMode(true);
    ByteBuffer flight = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
    engine.wrap(ByteBuffer.allocate(0), flight);
    return Arrays.copyOf(flight.array(), flight.position());
  }
}
