// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.leg;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drawbridge.loop.Deadline;
import io.drawbridge.settings.ServerTls;
import io.drawbridge.testing.Sockets;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a peer says last is heard, however the end comes. */
class TlsEndingsTest {
  private final ByteBuffer scratch = ByteBuffer.allocateDirect(32 * 1024);
  private long buffers;
  private Sockets.Pair pair;
  private TlsRecords client;
  private TlsLeg server;

  @BeforeAll
  static void makeKeys() {
    TestKeys.context(); // takes its time, which is nobody's deadline
  }

  @BeforeEach
  void shakeHands() throws Exception {
    buffers = LegBuffers.outstanding();
    shakeHands(ServerTls.PROTOCOLS);
  }

  private void shakeHands(List<String> protocols) throws Exception {
    pair = Sockets.pair();
    Deadline soon = Deadline.after(Duration.ofSeconds(20));
    FutureTask<TlsLeg> accepting =
        new FutureTask<>(
            () ->
                TlsLeg.accept(
                    pair.server(), TestKeys.context(), ServerTls.PROTOCOLS, TlsTasks.HERE, soon));
    Thread.ofVirtual().start(accepting);
    SSLEngine engine =
        TlsHandshake.clientEngine(TestKeys.context(), protocols, ServerName.of("localhost"), 1);
    client = TlsHandshake.run(new PlainLeg(pair.client()), engine, TlsTasks.HERE, soon);
    server = accepting.get(20, TimeUnit.SECONDS);
    server.detach();
  }

  private void hangUp() throws IOException {
    client.release();
    server.reset();
    pair.close();
  }

  @AfterEach
  void nothingIsLeft() throws IOException {
    hangUp();
    assertEquals(buffers, LegBuffers.outstanding(), "buffers out");
  }

  private int readSomething() {
    int[] count = {0};
    assertTrue(
        Sockets.await(
            () -> {
              try {
                count[0] = server.read(scratch.clear());
              } catch (IOException failure) {
                throw new AssertionError(failure);
              }
              return count[0] != 0;
            },
            Duration.ofSeconds(20)));
    return count[0];
  }

  /** As a program does that ends its direction and waits for the answer: no FIN follows. */
  @Test
  void aGoodbyeThatComesWithTheLastBytesIsTold() throws Exception {
    client.seal(ByteBuffer.wrap(new byte[] {1, 2, 3}));
    assertTrue(client.sealGoodbye());
    client.drain(pair.client()::write);
    assertEquals(3, readSomething());
    assertTrue(server.hasBuffered(), "no selector will tell of the goodbye");
    assertEquals(-1, server.read(scratch.clear()));
  }

  @Test
  void bytesThatCameAreNotLostBehindAWriteThatFails() throws Exception {
    ByteBuffer answer = ByteBuffer.allocate(32 * 1024);
    while (server.write(answer.clear()) > 0 && server.flush()) {
      // Until the socket takes no more, and sealed bytes wait in the leg.
    }
    client.seal(ByteBuffer.wrap(new byte[] {1, 2, 3}));
    client.drain(pair.client()::write);
    pair.client().close(); // over unread bytes: a reset
    assertTrue(Sockets.await(this::writeFails, Duration.ofSeconds(20)));
    assertEquals(3, server.read(scratch.clear()));
    assertThrows(IOException.class, server::flush);
  }

  private boolean writeFails() {
    try {
      server.flush();
      return false;
    } catch (IOException gone) {
      return true;
    }
  }

  /** What may come instead of a record that can be opened. */
  private enum Break {
    CHANGED_BYTE,
    SEALED_ALERT,
    CLEAR_ALERT,
    CHANGE_OF_CIPHER_SPEC,
    UNKNOWN_TYPE;

    byte[] bytes(byte[] sealed) {
      return switch (this) {
        case CHANGED_BYTE -> {
          sealed[sealed.length - 1] ^= 1;
          yield sealed;
        }
        case SEALED_ALERT -> {
          sealed[0] = 21; // RFC 5246 §6.2.1: in TLS 1.2 the type is told in the clear
          yield sealed;
        }
        case CLEAR_ALERT -> new byte[] {21, 3, 3, 0, 2, 2, 40};
        case CHANGE_OF_CIPHER_SPEC -> new byte[] {20, 3, 3, 0, 1, 7};
        case UNKNOWN_TYPE -> new byte[] {99, 3, 3, 0, 1, 0};
      };
    }
  }

  private byte[] sealed(byte... payload) throws IOException {
    client.seal(ByteBuffer.wrap(payload));
    byte[] sealed = new byte[client.output()];
    client.drain(bytes -> bytes.get(sealed));
    return sealed;
  }

  private void breakOff(String protocol, Break how, byte... before) throws Exception {
    hangUp();
    shakeHands(List.of(protocol));
    byte[] good = before.length == 0 ? before : sealed(before);
    byte[] bad = how.bytes(sealed((byte) 9));
    ByteBuffer both = ByteBuffer.allocate(good.length + bad.length).put(good).put(bad).flip();
    pair.client().write(both);
  }

  @ParameterizedTest
  @EnumSource
  void whatWasSaidBeforeABreakIsHandedOutAndTheBreakIsToldEachTime(Break how) throws Exception {
    for (String protocol : ServerTls.PROTOCOLS) {
      breakOff(protocol, how, (byte) 1, (byte) 2, (byte) 3);
      assertEquals(3, readSomething(), protocol);
      assertTrue(server.hasBuffered(), "no selector will tell of the break");
      for (int times = 0; times < 3; times++) {
        assertThrows(SSLException.class, () -> server.read(scratch.clear()), protocol);
      }
    }
  }

  /** As a tunnel asks: it reads on after a failure, for last words. */
  @ParameterizedTest
  @EnumSource
  void aBreakAloneIsToldEachTime(Break how) throws Exception {
    for (String protocol : ServerTls.PROTOCOLS) {
      breakOff(protocol, how);
      assertTrue(Sockets.await(() -> fails(SSLException.class), Duration.ofSeconds(20)), protocol);
      assertTrue(fails(SSLException.class) && fails(SSLException.class), protocol);
    }
  }

  private boolean fails(Class<? extends IOException> failure) {
    try {
      return server.read(scratch.clear()) > 0;
    } catch (IOException e) {
      return failure.isInstance(e);
    }
  }

  @Test
  void aPeerThatBreaksTheProtocolIsToldWhyWhileTheLegStillWaits() throws Exception {
    for (String protocol : ServerTls.PROTOCOLS) {
      breakOff(protocol, Break.CHANGED_BYTE);
      Deadline soon = Deadline.after(Duration.ofSeconds(20));
      FutureTask<Integer> receiving = new FutureTask<>(() -> server.receive(scratch.clear(), soon));
      Thread.ofVirtual().start(receiving);
      ExecutionException failure =
          assertThrows(ExecutionException.class, () -> receiving.get(20, TimeUnit.SECONDS));
      assertInstanceOf(SSLException.class, failure.getCause());
      client.fill(pair.client()::read, 0);
      SSLException alert = assertThrows(SSLException.class, () -> client.open(scratch.clear()));
      assertTrue(alert.getMessage().contains("bad_record_mac"), alert.getMessage());
    }
  }
}
