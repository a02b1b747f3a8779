// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.leg;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drawbridge.loop.Deadline;
import io.drawbridge.testing.Sockets;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLEngine;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

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
    pair = Sockets.pair();
    Deadline soon = Deadline.after(Duration.ofSeconds(20));
    FutureTask<TlsLeg> accepting =
        new FutureTask<>(
            () -> TlsLeg.accept(pair.server(), TestKeys.context(), TlsSettings.STANDARD, soon));
    Thread.ofVirtual().start(accepting);
    SSLEngine engine =
        TlsHandshake.clientEngine(TestKeys.context(), TlsSettings.STANDARD, "localhost", 1);
    client = TlsHandshake.run(pair.client(), engine, soon);
    server = accepting.get(20, TimeUnit.SECONDS);
    server.detach();
  }

  @AfterEach
  void nothingIsLeft() throws IOException {
    client.release();
    server.reset();
    pair.close();
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
}
