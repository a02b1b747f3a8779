// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.it;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drawbridge.it.harness.AuditTrail.Entry;
import io.drawbridge.it.harness.Baseline;
import io.drawbridge.it.harness.Client;
import io.drawbridge.it.harness.Gateway;
import io.drawbridge.it.harness.Scene;
import io.drawbridge.it.peer.Certificates;
import io.drawbridge.it.peer.Target;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Each direction of a tunnel ends by itself, on plain TCP and on TLS 1.3; TLS 1.2 ends as a whole.
 */
@Execution(ExecutionMode.CONCURRENT)
class HalfCloseIT {
  private static final byte[] QUESTION = new byte[300_000];
  private static final byte[] LATE_ANSWER = new byte[200_000];

  static {
    new Random(1).nextBytes(QUESTION);
    new Random(2).nextBytes(LATE_ANSWER);
  }

  @TempDir Path directory;

  /** Reads up to the end, and only then answers. */
  private static Target answeringAfterTheEnd(AtomicReference<byte[]> heard) {
    return Target.of(
        (_, socket) -> {
          heard.set(socket.getInputStream().readAllBytes());
          socket.getOutputStream().write(LATE_ANSWER);
          socket.shutdownOutput();
        });
  }

  private Gateway start(Target target, Certificates certificates) {
    return Gateway.start(Scene.withTls(Scene.withSecret(directory, target), certificates));
  }

  private static Client client(Gateway gateway, Certificates certificates, String way) {
    return way.equals("plain")
        ? gateway.client()
        : Client.tls(gateway.tlsPort(), certificates.trusting(), way);
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain", "TLSv1.3"})
  void theClientFinishesFirstAndStillReadsTheAnswer(String way) throws IOException {
    AtomicReference<byte[]> heard = new AtomicReference<>();
    Certificates certificates = Certificates.create(directory, "tls", "gateway");
    try (Target target = answeringAfterTheEnd(heard);
        Gateway gateway = start(target, certificates)) {
      Baseline before = gateway.baseline();
      String session;
      try (Client client = client(gateway, certificates, way)) {
        session = client.connectTo(Scene.TARGET, Scene.TOKEN).session();
        client.send(QUESTION).shutdownOutput();
        assertArrayEquals(LATE_ANSWER, client.readAll());
      }
      assertArrayEquals(QUESTION, heard.get());
      Entry closed = gateway.audit().awaitClose(session);
      assertEquals("COMPLETED", closed.reason());
      assertEquals(QUESTION.length, closed.number("bytes_up"));
      assertEquals(LATE_ANSWER.length, closed.number("bytes_down"));
      gateway.assertBaseline(before);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain", "TLSv1.3"})
  void theTargetFinishesFirstAndStillHearsTheRest(String way) throws Exception {
    AtomicReference<byte[]> heard = new AtomicReference<>();
    CountDownLatch done = new CountDownLatch(1);
    Certificates certificates = Certificates.create(directory, "tls", "gateway");
    try (Target target =
            Target.of(
                (_, socket) -> {
                  socket.getOutputStream().write(LATE_ANSWER);
                  socket.shutdownOutput();
                  heard.set(socket.getInputStream().readAllBytes());
                  done.countDown();
                });
        Gateway gateway = start(target, certificates)) {
      Baseline before = gateway.baseline();
      String session;
      try (Client client = client(gateway, certificates, way)) {
        session = client.connectTo(Scene.TARGET, Scene.TOKEN).session();
        InputStream in = client.in();
        assertArrayEquals(LATE_ANSWER, in.readNBytes(LATE_ANSWER.length));
        assertEquals(-1, in.read());
        OutputStream out = client.out();
        out.write(QUESTION);
        client.shutdownOutput();
        done.await();
      }
      assertArrayEquals(QUESTION, heard.get());
      assertEquals("COMPLETED", gateway.audit().awaitClose(session).reason());
      gateway.assertBaseline(before);
    }
  }

  @Test
  void overTls12TheGoodbyeOfTheClientEndsTheWholeTunnel() throws Exception {
    Certificates certificates = Certificates.create(directory, "tls", "gateway");
    try (Target target = Target.witness();
        Gateway gateway = start(target, certificates)) {
      Baseline before = gateway.baseline();
      try (Client client = client(gateway, certificates, "TLSv1.2")) {
        String session = client.connectTo(Scene.TARGET, Scene.TOKEN).session();
        client.send(QUESTION);
        client.goodbye();
        assertEquals("CLOSED_BY_TLS12", gateway.audit().awaitClose(session).reason());
        assertEquals(Target.Ended.FIN, target.awaitEnd(Duration.ofSeconds(5)));
        assertEquals(QUESTION.length, target.bytes(), "what was read before is delivered");
      }
      gateway.assertBaseline(before);
    }
  }

  @Test
  void overTls12TheGoodbyeOfTheTargetEndsTheWholeTunnel() throws Exception {
    Certificates certificates = Certificates.create(directory, "tls", "gateway");
    try (Target target =
            Target.of(
                (self, socket) -> {
                  socket.getOutputStream().write(LATE_ANSWER);
                  socket.shutdownOutput();
                  while (self.take(socket, new byte[1024]) >= 0) {
                    // Whatever still comes.
                  }
                });
        Gateway gateway = start(target, certificates);
        Client client = client(gateway, certificates, "TLSv1.2")) {
      String session = client.connectTo(Scene.TARGET, Scene.TOKEN).session();
      assertArrayEquals(LATE_ANSWER, client.readAll(), "what was read before is delivered");
      String reason = gateway.audit().awaitClose(session).reason();
      // Whether the client's own goodbye was still seen decides between the two.
      assertTrue(Set.of("CLOSED_BY_TLS12", "COMPLETED").contains(reason), reason);
      assertEquals(Target.Ended.FIN, target.awaitEnd(Duration.ofSeconds(5)));
    }
  }

  @Test
  void whoIsSilentAfterAHalfCloseIsEnded() throws IOException {
    try (Target target = Target.of((_, socket) -> new CountDownLatch(1).await());
        Gateway gateway =
            Gateway.start(Scene.withSecret(directory, target).limit("half_closed", "\"500ms\""));
        Client client = gateway.client()) {
      String session = client.connectTo(Scene.TARGET, Scene.TOKEN).session();
      client.shutdownOutput();
      assertEquals("HALF_CLOSED", gateway.audit().awaitClose(session).reason());
    }
  }

  @Test
  void aClientThatFinishesRightBehindItsRequestStillGetsItsAnswer() throws IOException {
    AtomicReference<byte[]> heard = new AtomicReference<>();
    try (Target target = answeringAfterTheEnd(heard);
        Gateway gateway = Gateway.start(Scene.withSecret(directory, target));
        Client client = gateway.client()) {
      client.send(Client.head(Scene.TARGET, Client.bearer(Scene.TOKEN)) + "ask").shutdownOutput();
      assertEquals(200, client.answer().status());
      assertArrayEquals(LATE_ANSWER, client.readAll());
      assertEquals("ask", new String(heard.get(), java.nio.charset.StandardCharsets.US_ASCII));
    }
  }
}
