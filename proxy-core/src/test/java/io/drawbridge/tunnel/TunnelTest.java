// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.tunnel;

import static io.drawbridge.tunnel.TunnelRig.hear;
import static io.drawbridge.tunnel.TunnelRig.hearAll;
import static io.drawbridge.tunnel.TunnelRig.reset;
import static io.drawbridge.tunnel.TunnelRig.say;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drawbridge.observe.CloseReason;
import io.drawbridge.testing.Sockets;
import io.drawbridge.tunnel.TunnelRig.Wiring;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Bytes, goodbyes and resets pass through a tunnel of real sockets as if it were not there. */
class TunnelTest {
  private static final long BULK = 64L << 20;

  @ParameterizedTest
  @EnumSource
  void earlyBytesComeFirst(Wiring wiring) throws Exception {
    try (TunnelRig rig = new TunnelRig(wiring, NoLimits.NONE, "early ")) {
      say(rig.client, "later");
      assertEquals("early later", hear(rig.target, 11));
    }
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "TLS12_CLIENT")
  void theAnswerToAHalfClosedRequestArrives(Wiring wiring) throws Exception {
    try (TunnelRig rig = new TunnelRig(wiring)) {
      say(rig.client, "question");
      rig.client.shutdownOutput();
      assertEquals("question", hearAll(rig.target));
      say(rig.target, "the answer");
      rig.target.shutdownOutput();
      assertEquals("the answer", hearAll(rig.client));
      assertEquals(completed(wiring, 8, 10), rig.awaitEnd());
    }
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "TLS12_CLIENT")
  void theTargetMayEndItsDirectionFirst(Wiring wiring) throws Exception {
    try (TunnelRig rig = new TunnelRig(wiring)) {
      say(rig.target, "greeting");
      rig.target.shutdownOutput();
      assertEquals("greeting", hearAll(rig.client));
      say(rig.client, "still here");
      rig.client.shutdownOutput();
      assertEquals("still here", hearAll(rig.target));
      assertEquals(completed(wiring, 10, 8), rig.awaitEnd());
    }
  }

  @ParameterizedTest
  @EnumSource
  void aResetOfTheClientResetsTheTarget(Wiring wiring) throws Exception {
    try (TunnelRig rig = new TunnelRig(wiring)) {
      say(rig.client, "half a");
      assertEquals("half a", hear(rig.target, 6));
      reset(rig.rawClient);
      assertThrows(IOException.class, () -> hearAll(rig.target));
      assertEquals(CloseReason.CLIENT_RESET, rig.awaitEnd().reason());
    }
  }

  @ParameterizedTest
  @EnumSource
  void aResetOfTheTargetResetsTheClient(Wiring wiring) throws Exception {
    try (TunnelRig rig = new TunnelRig(wiring)) {
      say(rig.target, "half a");
      assertEquals("half a", hear(rig.client, 6));
      reset(rig.rawTarget);
      assertThrows(IOException.class, () -> hearAll(rig.client));
      assertEquals(CloseReason.TARGET_RESET, rig.awaitEnd().reason());
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"TLS13_CLIENT", "TLS12_CLIENT"})
  void aStreamCutByTheClientIsNoEndOfStream(Wiring wiring) throws Exception {
    try (TunnelRig rig = new TunnelRig(wiring)) {
      say(rig.client, "cut");
      assertEquals("cut", hear(rig.target, 3));
      rig.rawClient.shutdownOutput();
      assertThrows(IOException.class, () -> hearAll(rig.target));
      assertEquals(CloseReason.TRUNCATED, rig.awaitEnd().reason());
    }
  }

  @Test
  void aStreamCutByTheTargetIsNoEndOfStream() throws Exception {
    try (TunnelRig rig = new TunnelRig(Wiring.TLS13_TARGET)) {
      say(rig.target, "cut");
      assertEquals("cut", hear(rig.client, 3));
      rig.rawTarget.shutdownOutput();
      assertThrows(IOException.class, () -> hearAll(rig.client));
      assertEquals(CloseReason.TRUNCATED, rig.awaitEnd().reason());
    }
  }

  @Test
  void aTls12GoodbyeEndsBothDirectionsAndLosesNothingSaidBefore() throws Exception {
    try (TunnelRig rig = new TunnelRig(Wiring.TLS12_CLIENT)) {
      FutureTask<Long> heard = start(() -> receive(rig.target));
      CRC32C sum = new CRC32C();
      send(rig.client, 8 << 20, sum);
      rig.client.close();
      assertEquals(sum.getValue(), heard.get(30, TimeUnit.SECONDS));
      TunnelEnd end = rig.awaitEnd();
      assertEquals(CloseReason.CLOSED_BY_TLS12, end.reason());
      assertEquals(8 << 20, end.bytesUp());
    }
  }

  @Test
  void aTargetsGoodbyeReachesATls12Client() throws Exception {
    try (TunnelRig rig = new TunnelRig(Wiring.TLS12_CLIENT)) {
      say(rig.client, "quit");
      assertEquals("quit", hear(rig.target, 4));
      say(rig.target, "bye");
      rig.target.shutdownOutput();
      assertEquals("bye", hearAll(rig.client));
      rig.client.close();
      assertEquals("", hearAll(rig.target));
      assertEquals(new TunnelEnd(CloseReason.COMPLETED, 4, 3, 0), rig.awaitEnd());
    }
  }

  @ParameterizedTest
  @EnumSource
  void singleBytesPassWithoutWaitingForMore(Wiring wiring) throws Exception {
    try (TunnelRig rig = new TunnelRig(wiring)) {
      for (int i = 0; i < 1_000; i++) {
        rig.client.getOutputStream().write(i);
        assertEquals(i & 0xff, rig.target.getInputStream().read());
        rig.target.getOutputStream().write(~i);
        assertEquals(~i & 0xff, rig.client.getInputStream().read());
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void bulkBothWaysAtOnceArrivesWhole(Wiring wiring) throws Exception {
    try (TunnelRig rig = new TunnelRig(wiring)) {
      FutureTask<Long> up = start(() -> receive(rig.target, BULK));
      FutureTask<Long> down = start(() -> receive(rig.client, BULK));
      CRC32C sentDown = new CRC32C();
      FutureTask<Void> sender =
          start(
              () -> {
                send(rig.target, BULK, sentDown);
                return null;
              });
      CRC32C sentUp = new CRC32C();
      send(rig.client, BULK, sentUp);
      sender.get(60, TimeUnit.SECONDS);
      assertEquals(sentUp.getValue(), up.get(60, TimeUnit.SECONDS));
      assertEquals(sentDown.getValue(), down.get(60, TimeUnit.SECONDS));
      // The last bytes may arrive before they are counted.
      assertTrue(Sockets.await(() -> rig.tunnel.relay.bytesUp() == BULK, Duration.ofSeconds(5)));
      assertTrue(Sockets.await(() -> rig.tunnel.relay.bytesDown() == BULK, Duration.ofSeconds(5)));
    }
  }

  /** Splicing stops before an urgent byte, and would take that for nothing more to come. */
  @ParameterizedTest
  @EnumSource(names = {"PLAIN", "SPLICED"})
  void anUrgentByteAmongBulkEndsNothing(Wiring wiring) throws Exception {
    try (TunnelRig rig = new TunnelRig(wiring)) {
      FutureTask<byte[]> heard = start(() -> rig.target.getInputStream().readAllBytes());
      byte[] half = new byte[4 << 20];
      rig.client.getOutputStream().write(half);
      rig.client.sendUrgentData(7);
      rig.client.getOutputStream().write(half);
      rig.client.shutdownOutput();
      byte[] arrived = heard.get(30, TimeUnit.SECONDS);
      long bulk = IntStream.range(0, arrived.length).filter(i -> arrived[i] == 0).count();
      assertEquals(2 * half.length, bulk);
      assertTrue(arrived.length <= bulk + 1, arrived.length + " bytes"); // the urgent one, or not
      rig.target.shutdownOutput();
      assertEquals(CloseReason.COMPLETED, rig.awaitEnd().reason());
    }
  }

  /** With everything spliced where that is the wiring: the path taken is told. */
  private static TunnelEnd completed(Wiring wiring, long up, long down) {
    long spliced = wiring == Wiring.SPLICED ? up + down : 0;
    return new TunnelEnd(CloseReason.COMPLETED, up, down, spliced);
  }

  private static <T> FutureTask<T> start(Callable<T> work) {
    FutureTask<T> task = new FutureTask<>(work);
    Thread.ofPlatform().daemon(true).start(task);
    return task;
  }

  private static void send(Socket socket, long bytes, CRC32C sum) throws IOException {
    byte[] block = new byte[65_521]; // a prime: no boundary of ours falls on one of the tunnel's
    new Random(42).nextBytes(block);
    OutputStream out = socket.getOutputStream();
    for (long left = bytes; left > 0; ) {
      int count = (int) Math.min(left, block.length);
      block[0]++;
      out.write(block, 0, count);
      sum.update(block, 0, count);
      left -= count;
    }
    out.flush();
  }

  private static long receive(Socket socket) throws IOException {
    return receive(socket, Long.MAX_VALUE);
  }

  private static long receive(Socket socket, long bytes) throws IOException {
    CRC32C sum = new CRC32C();
    byte[] block = new byte[64 * 1024];
    InputStream in = socket.getInputStream();
    for (long left = bytes; left > 0; ) {
      int count = in.read(block, 0, (int) Math.min(left, block.length));
      if (count < 0) {
        break;
      }
      sum.update(block, 0, count);
      left -= count;
    }
    return sum.getValue();
  }

  /** Neither a fault of the loop's nor a loss of what came before: TunnelRig looks at both. */
  @ParameterizedTest
  @EnumSource(names = {"TLS12_CLIENT", "TLS13_CLIENT", "TLS13_TARGET"})
  void aBrokenRecordIsAResetAndWhatCameBeforeItArrives(Wiring wiring) throws Exception {
    boolean byClient = wiring != Wiring.TLS13_TARGET;
    try (TunnelRig rig = new TunnelRig(wiring)) {
      Socket raw = byClient ? rig.rawClient : rig.rawTarget;
      Socket other = byClient ? rig.target : rig.client;
      say(byClient ? rig.client : rig.target, "before");
      raw.getOutputStream().write(new byte[] {99, 3, 3, 0, 1, 0});
      assertEquals("before", hear(other, 6));
      assertThrows(IOException.class, () -> hearAll(other));
      CloseReason reason = byClient ? CloseReason.CLIENT_RESET : CloseReason.TARGET_RESET;
      assertEquals(new TunnelEnd(reason, byClient ? 6 : 0, byClient ? 0 : 6, 0), rig.awaitEnd());
    }
  }
}
