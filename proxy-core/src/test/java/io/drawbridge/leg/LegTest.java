// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.leg;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drawbridge.loop.Deadline;
import io.drawbridge.settings.ServerTls;
import io.drawbridge.testing.Sockets;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The blocking life of a leg, on a virtual thread: deadlines hold, handshakes fail closed. */
class LegTest {
  private static final Duration SHORT = Duration.ofMillis(200);

  private long buffers;
  private long sockets;
  private Sockets.Pair pair;

  @BeforeAll
  static void makeKeys() {
    TestKeys.context(); // takes its time, which is nobody's deadline
  }

  @BeforeEach
  void connect() throws IOException {
    buffers = LegBuffers.outstanding();
    sockets = Sockets.open();
    pair = Sockets.pair();
  }

  @AfterEach
  void nothingIsLeft() throws IOException {
    pair.close();
    assertEquals(buffers, LegBuffers.outstanding(), "buffers out");
    Sockets.assertOpen(sockets);
  }

  private static <T> FutureTask<T> virtually(Callable<T> work) {
    FutureTask<T> task = new FutureTask<>(work);
    Thread.ofVirtual().start(task);
    return task;
  }

  private static Throwable failure(FutureTask<?> task) {
    return assertThrows(ExecutionException.class, () -> task.get(20, TimeUnit.SECONDS)).getCause();
  }

  private static Deadline soon() {
    return Deadline.after(Duration.ofSeconds(20));
  }

  private FutureTask<TlsLeg> accepting(Deadline deadline) {
    return virtually(
        () ->
            TlsLeg.accept(
                pair.server(), TestKeys.context(), ServerTls.PROTOCOLS, TlsTasks.HERE, deadline));
  }

  private SSLSocket tlsClient(String protocol) throws IOException {
    Socket raw = pair.client().socket();
    SSLSocket socket =
        (SSLSocket) TestKeys.context().getSocketFactory().createSocket(raw, "localhost", 0, true);
    socket.setEnabledProtocols(new String[] {protocol});
    return socket;
  }

  @Test
  void receivingEndsAtTheDeadlineAndCanGoOnAfterwards() throws Exception {
    PlainLeg leg = new PlainLeg(pair.server());
    for (ByteBuffer into :
        new ByteBuffer[] {ByteBuffer.allocate(9), ByteBuffer.allocateDirect(9)}) {
      long began = System.nanoTime();
      var silent = virtually(() -> leg.receive(into, Deadline.after(SHORT)));
      assertInstanceOf(SocketTimeoutException.class, failure(silent));
      long took = System.nanoTime() - began;
      assertTrue(took >= SHORT.toNanos() && took < 10 * SHORT.toNanos(), took + " ns");
      Sockets.write(pair.client(), "late");
      assertEquals(4, virtually(() -> leg.receive(into, soon())).get(20, TimeUnit.SECONDS));
      assertEquals(4, into.position());
    }
    pair.client().shutdownOutput();
    ByteBuffer into = ByteBuffer.allocate(1);
    assertEquals(-1, virtually(() -> leg.receive(into, soon())).get(20, TimeUnit.SECONDS));
  }

  @Test
  void whatASmallReaderLeftOfARecordIsThereOnTheLoop() throws Exception {
    FutureTask<TlsLeg> accepted = accepting(soon());
    tlsClient("TLSv1.3").getOutputStream().write(new byte[8]);
    TlsLeg leg = accepted.get(20, TimeUnit.SECONDS);
    ByteBuffer into = ByteBuffer.allocate(4);
    assertEquals(4, virtually(() -> leg.receive(into, soon())).get(20, TimeUnit.SECONDS));
    leg.detach();
    assertTrue(leg.hasBuffered());
    assertEquals(4, leg.read(ByteBuffer.allocate(9)));
    leg.reset();
  }

  @Test
  void sendingToOneWhoNeverReadsEndsAtTheDeadline() {
    PlainLeg leg = new PlainLeg(pair.server());
    var sent =
        virtually(
            () -> {
              leg.send(ByteBuffer.allocate(64 << 20), Deadline.after(SHORT));
              return null;
            });
    assertInstanceOf(SocketTimeoutException.class, failure(sent));
  }

  @Test
  void aGoodbyeLetsThePeerReadTheAnswerBehindItsUnreadBytes() throws Exception {
    PlainLeg leg = new PlainLeg(pair.server());
    Sockets.write(pair.client(), "x".repeat(50_000));
    var goodbye =
        virtually(
            () -> {
              leg.send(ByteBuffer.wrap("the answer".getBytes(StandardCharsets.UTF_8)), soon());
              leg.sayGoodbye();
              return null;
            });
    assertEquals("the answer", Sockets.readAll(pair.client()));
    pair.client().close();
    goodbye.get(20, TimeUnit.SECONDS);
    assertFalse(pair.server().isOpen());
  }

  @Test
  void aGoodbyeWaitsForASilentPeerOneSecondAtMost() throws Exception {
    long began = System.nanoTime();
    virtually(
            () -> {
              new PlainLeg(pair.server()).sayGoodbye();
              return null;
            })
        .get(20, TimeUnit.SECONDS);
    assertTrue(System.nanoTime() - began < Duration.ofSeconds(3).toNanos());
  }

  @Test
  void tlsLegsTalkToEachOtherThroughTheSmallestOfBuffers() throws Exception {
    var accepting = accepting(soon());
    var connecting =
        virtually(() -> TlsLeg.connect(pair.client(), TestKeys.context(), "localhost", soon()));
    TlsLeg server = accepting.get(20, TimeUnit.SECONDS);
    TlsLeg client = connecting.get(20, TimeUnit.SECONDS);
    assertTrue(server.halfCloses() && server.encrypted());
    client.send(ByteBuffer.wrap("one byte at a time".getBytes(StandardCharsets.UTF_8)), soon());
    ByteBuffer heard = ByteBuffer.allocate(18);
    while (heard.hasRemaining()) {
      heard.limit(heard.position() + 1);
      assertEquals(1, virtually(() -> server.receive(heard, soon())).get(20, TimeUnit.SECONDS));
      heard.limit(heard.capacity());
    }
    assertEquals("one byte at a time", new String(heard.array(), StandardCharsets.UTF_8));
    assertFalse(server.hasBuffered());
    client.reset();
    server.reset();
  }

  @Test
  void anAnswerBeforeAGoodbyeIsReadThroughTls() throws Exception {
    var accepting = accepting(soon());
    SSLSocket client = tlsClient("TLSv1.3");
    client.startHandshake();
    TlsLeg server = accepting.get(20, TimeUnit.SECONDS);
    var goodbye =
        virtually(
            () -> {
              server.send(ByteBuffer.wrap("no".getBytes(StandardCharsets.UTF_8)), soon());
              server.sayGoodbye();
              return null;
            });
    assertEquals("no", new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
    client.close();
    goodbye.get(20, TimeUnit.SECONDS);
  }

  @Test
  void aSilentClientEndsTheHandshakeAtTheDeadline() {
    assertInstanceOf(SocketTimeoutException.class, failure(accepting(Deadline.after(SHORT))));
    assertFalse(pair.server().isOpen());
  }

  @Test
  void aClientThatDripsAHandshakeIsCutAtTheSameDeadline() throws Exception {
    var accepting = accepting(Deadline.after(SHORT));
    byte[] hello = {22, 3, 1, 1, 0, 1, 0, 0, (byte) 252, 3, 3};
    long began = System.nanoTime();
    for (int i = 0; i < 1_000 && !accepting.isDone(); i++) {
      try {
        pair.client().write(ByteBuffer.wrap(hello, Math.min(i, 10), 1));
      } catch (IOException reset) {
        break;
      }
      Sockets.await(accepting::isDone, Duration.ofMillis(20));
    }
    assertInstanceOf(SocketTimeoutException.class, failure(accepting));
    assertTrue(System.nanoTime() - began < 10 * SHORT.toNanos());
  }

  @Test
  void aClientThatSpeaksNoTlsIsRefused() throws Exception {
    var accepting = accepting(soon());
    Sockets.write(pair.client(), "CONNECT db:5432 HTTP/1.1\r\n\r\n");
    pair.client().shutdownOutput();
    assertInstanceOf(SSLException.class, failure(accepting));
    assertFalse(pair.server().isOpen());
  }

  @Test
  void aClientThatLeavesDuringTheHandshakeIsGone() throws Exception {
    var accepting = accepting(soon());
    pair.client().write(ByteBuffer.wrap(new byte[] {22, 3, 1}));
    pair.client().shutdownOutput();
    assertInstanceOf(Leg.TruncatedException.class, failure(accepting));
  }

  @Test
  void aGoodbyeInsteadOfAHandshakeIsNoHandshake() throws Exception {
    var accepting = accepting(soon());
    pair.client().write(ByteBuffer.wrap(new byte[] {21, 3, 3, 0, 2, 1, 0})); // close_notify
    assertInstanceOf(IOException.class, failure(accepting));
    assertFalse(pair.server().isOpen());
  }

  @Test
  void aServerWithACertificateForAnotherNameIsRefused() throws Exception {
    accepting(soon());
    var connecting =
        virtually(() -> TlsLeg.connect(pair.client(), TestKeys.context(), "other.example", soon()));
    assertInstanceOf(SSLException.class, failure(connecting));
  }

  @Test
  void aServerNobodyVouchesForIsRefused() throws Exception {
    accepting(soon());
    SSLContext publicOnly = SSLContext.getInstance("TLS");
    publicOnly.init(null, null, null);
    var connecting =
        virtually(() -> TlsLeg.connect(pair.client(), publicOnly, "localhost", soon()));
    assertInstanceOf(SSLException.class, failure(connecting));
  }

  @Test
  void renegotiationIsRefused() throws Exception {
    var accepting = accepting(soon());
    SSLSocket client = tlsClient("TLSv1.2");
    client.startHandshake();
    TlsLeg server = accepting.get(20, TimeUnit.SECONDS);
    var reading = virtually(() -> server.receive(ByteBuffer.allocate(9), soon()));
    virtually(
        () -> {
          client.startHandshake();
          return null;
        });
    assertEquals("renegotiation refused", failure(reading).getMessage());
    server.reset();
  }

  @Test
  void newKeysAreFineAndAFloodOfThemIsNot() throws Exception {
    var accepting = accepting(soon());
    SSLSocket client = tlsClient("TLSv1.3");
    client.startHandshake();
    TlsLeg server = accepting.get(20, TimeUnit.SECONDS);
    for (int i = 0; i < 3; i++) {
      client.startHandshake(); // after the handshake: a KeyUpdate
      client.getOutputStream().write('x');
      ByteBuffer into = ByteBuffer.allocate(1);
      assertEquals(1, virtually(() -> server.receive(into, soon())).get(20, TimeUnit.SECONDS));
      server.send(ByteBuffer.wrap(new byte[] {'y'}), soon());
      assertEquals('y', client.getInputStream().read());
    }
    var reading = virtually(() -> server.receive(ByteBuffer.allocate(9), soon()));
    for (int i = 0; i < 200 && !reading.isDone(); i++) {
      client.startHandshake();
    }
    assertEquals("too many records without payload", failure(reading).getMessage());
    server.reset();
  }
}
