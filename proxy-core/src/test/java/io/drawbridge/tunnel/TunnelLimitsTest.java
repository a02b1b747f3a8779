// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.tunnel;

import static io.drawbridge.tunnel.TunnelRig.hear;
import static io.drawbridge.tunnel.TunnelRig.hearAll;
import static io.drawbridge.tunnel.TunnelRig.say;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drawbridge.leg.LegBuffers;
import io.drawbridge.observe.CloseReason;
import io.drawbridge.testing.Sockets;
import io.drawbridge.tunnel.TunnelRig.Wiring;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.Socket;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What bounds a tunnel ends it, with the reason, a reset both ways, and nothing left behind. */
class TunnelLimitsTest {
  private static final Duration LONG = Duration.ofMinutes(5);
  private static final Duration SHORT = Duration.ofMillis(250);

  private static TunnelLimits limits(
      Duration lifetime, Duration idle, long bytes, Duration halfClosed, Duration stalled) {
    return new TunnelLimits(
        Optional.ofNullable(lifetime),
        Optional.empty(),
        Optional.ofNullable(idle),
        bytes < 0 ? OptionalLong.empty() : OptionalLong.of(bytes),
        halfClosed,
        stalled,
        NoLimits.NONE.farewell());
  }

  private static void assertForced(TunnelRig rig, CloseReason reason) {
    assertThrows(IOException.class, () -> hearAll(rig.client));
    assertThrows(IOException.class, () -> hearAll(rig.target));
    assertEquals(reason, rig.awaitEnd().reason());
  }

  @ParameterizedTest
  @EnumSource
  void itLivesNoLongerThanItsLifetime(Wiring wiring) throws Exception {
    try (TunnelRig rig = new TunnelRig(wiring, limits(SHORT, null, -1, LONG, LONG), "")) {
      assertForced(rig, CloseReason.LIFETIME);
    }
  }

  @ParameterizedTest
  @EnumSource
  void itEndsWithItsCredential(Wiring wiring) throws Exception {
    TunnelLimits limits =
        new TunnelLimits(
            Optional.of(LONG),
            Optional.of(SHORT),
            Optional.of(LONG),
            OptionalLong.empty(),
            LONG,
            LONG,
            SHORT);
    try (TunnelRig rig = new TunnelRig(wiring, limits, "")) {
      assertForced(rig, CloseReason.TOKEN_EXPIRED);
    }
  }

  /** As when the machine slept: its own clock has not moved on. */
  @Test
  void whatHasExpiredByTheWallClockEndsToo() throws Exception {
    Duration hour = Duration.ofHours(1);
    TunnelLimits token =
        new TunnelLimits(
            Optional.empty(),
            Optional.of(hour),
            Optional.of(hour),
            OptionalLong.empty(),
            hour,
            hour,
            hour);
    for (Duration forward : new Duration[] {Duration.ofHours(3), Duration.ofDays(36_500)}) {
      try (TunnelRig rig = new TunnelRig(Wiring.PLAIN, token, "")) {
        rig.setClock(forward);
        assertForced(rig, CloseReason.TOKEN_EXPIRED);
      }
    }
    try (TunnelRig rig = new TunnelRig(Wiring.PLAIN, limits(hour, hour, -1, hour, hour), "")) {
      rig.setClock(Duration.ofMinutes(90));
      assertForced(rig, CloseReason.LIFETIME);
    }
  }

  @Test
  void aClockThatIsSetEndsNothingElse() throws Exception {
    Duration hour = Duration.ofHours(1);
    for (Duration lifetime : new Duration[] {null, Duration.ofHours(4)}) {
      for (long hours : new long[] {3, -3}) {
        TunnelLimits limits = limits(lifetime, hour, -1, hour, hour);
        try (TunnelRig rig = new TunnelRig(Wiring.PLAIN, limits, "")) {
          rig.setClock(Duration.ofHours(hours));
          rig.awaitLookAtClock();
          say(rig.client, "still here");
          assertEquals("still here", hear(rig.target, 10));
        }
      }
    }
  }

  @Test
  void itEndsWhenIdleButNotWhileBytesMove() throws Exception {
    try (TunnelRig rig = new TunnelRig(Wiring.PLAIN, limits(null, SHORT, -1, LONG, LONG), "")) {
      long began = System.nanoTime();
      while (System.nanoTime() - began < 3 * SHORT.toNanos()) {
        say(rig.client, "x");
        assertEquals("x", hear(rig.target, 1));
      }
      long idle = System.nanoTime();
      assertForced(rig, CloseReason.IDLE);
      long took = System.nanoTime() - idle;
      assertTrue(took > SHORT.toNanos() / 2 && took < 8 * SHORT.toNanos(), took + " ns");
    }
  }

  @ParameterizedTest
  @EnumSource
  void notOneByteMoreThanTheLimitPasses(Wiring wiring) throws Exception {
    try (TunnelRig rig = new TunnelRig(wiring, limits(null, null, 10, LONG, LONG), "123")) {
      say(rig.target, "4567");
      assertEquals("4567", hear(rig.client, 4));
      assertEquals("123", hear(rig.target, 3));
      say(rig.client, "890 and more");
      assertEquals("890", hear(rig.target, 3));
      assertForced(rig, CloseReason.BYTES);
      assertEquals(new TunnelEnd(CloseReason.BYTES, 6, 4, 0), rig.awaitEnd());
    }
  }

  @Test
  void exactlyTheLimitIsWithinIt() throws Exception {
    try (TunnelRig rig = new TunnelRig(Wiring.PLAIN, limits(null, null, 4, LONG, LONG), "")) {
      say(rig.client, "four");
      rig.client.shutdownOutput();
      assertEquals("four", hearAll(rig.target));
      rig.target.shutdownOutput();
      assertEquals(new TunnelEnd(CloseReason.COMPLETED, 4, 0, 0), rig.awaitEnd());
    }
  }

  @Test
  void aHalfClosedTunnelLivesWhileTheOtherDirectionMoves() throws Exception {
    try (TunnelRig rig = new TunnelRig(Wiring.PLAIN, limits(null, null, -1, SHORT, LONG), "")) {
      rig.client.shutdownOutput();
      long began = System.nanoTime();
      while (System.nanoTime() - began < 3 * SHORT.toNanos()) {
        say(rig.target, "x");
        assertEquals("x", hear(rig.client, 1));
      }
      assertThrows(IOException.class, () -> hearAll(rig.client));
      assertEquals(CloseReason.HALF_CLOSED, rig.awaitEnd().reason());
    }
  }

  @ParameterizedTest
  @EnumSource
  void aTargetThatNeverReadsCostsTwoBuffersAndEndsAsStalled(Wiring wiring) throws Exception {
    long buffers = LegBuffers.outstanding();
    try (TunnelRig rig = new TunnelRig(wiring, limits(null, null, -1, LONG, SHORT), "")) {
      AtomicLong most = new AtomicLong();
      byte[] block = new byte[64 * 1024];
      assertThrows(
          IOException.class,
          () -> {
            for (int i = 0; i < 100_000; i++) {
              rig.client.getOutputStream().write(block);
              most.accumulateAndGet(LegBuffers.outstanding() - buffers, Math::max);
            }
          });
      assertEquals(CloseReason.STALLED, rig.awaitEnd().reason());
      assertTrue(most.get() <= 4, most + " buffers");
    }
  }

  @ParameterizedTest
  @EnumSource
  void waitingForATargetThatNeverReadsCostsNoProcessorTime(Wiring wiring) throws Exception {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    Assumptions.assumeTrue(threads.isThreadCpuTimeSupported());
    try (TunnelRig rig = new TunnelRig(wiring, limits(null, null, -1, LONG, LONG), "")) {
      rig.rawClient.setSoLinger(true, 0);
      Thread writer = flood(rig.client);
      assertTrue(Sockets.await(rig::holdsBytes, Duration.ofSeconds(10)));
      assertTrue(Sockets.await(() -> quiet(rig), Duration.ofSeconds(10)));
      long before = threads.getThreadCpuTime(rig.loopThread());
      Sockets.await(() -> false, Duration.ofMillis(500));
      long spent = threads.getThreadCpuTime(rig.loopThread()) - before;
      assertTrue(spent < Duration.ofMillis(50).toNanos(), spent + " ns");
      rig.rawTarget.setSoLinger(true, 0);
      rig.rawTarget.close();
      writer.join();
    }
  }

  /** No byte moved for 200 ms: both kernels' buffers are full. */
  private static boolean quiet(TunnelRig rig) {
    long moved = rig.tunnel.relay.bytesUp();
    return !Sockets.await(() -> rig.tunnel.relay.bytesUp() != moved, Duration.ofMillis(200));
  }

  private static Thread flood(Socket socket) {
    byte[] block = new byte[1 << 20];
    return Thread.ofPlatform()
        .daemon(true)
        .start(
            () -> {
              try {
                for (; ; ) {
                  socket.getOutputStream().write(block);
                }
              } catch (IOException expected) {
                // The tunnel has ended.
              }
            });
  }

  @ParameterizedTest
  @EnumSource
  void whoeverEndsItGivesTheReason(Wiring wiring) throws Exception {
    try (TunnelRig rig = new TunnelRig(wiring)) {
      say(rig.client, "x");
      assertEquals("x", hear(rig.target, 1));
      rig.tunnel.end(CloseReason.JOB_ENDED);
      rig.tunnel.end(CloseReason.DRAINED);
      assertForced(rig, CloseReason.JOB_ENDED);
    }
  }

  @Test
  void bytesAlreadyReadAreStillOfferedWhenItIsEnded() throws Exception {
    try (TunnelRig rig = new TunnelRig(Wiring.PLAIN)) {
      byte[] block = new byte[1 << 20];
      Thread writer = flood(rig.client);
      assertTrue(Sockets.await(rig::holdsBytes, Duration.ofSeconds(10)));
      rig.tunnel.end(CloseReason.KILLED);
      long heard = 0;
      try {
        for (int count; (count = rig.target.getInputStream().read(block)) >= 0; heard += count) {}
      } catch (IOException reset) {
        // As it should be.
      }
      writer.join();
      TunnelEnd end = rig.awaitEnd();
      assertEquals(CloseReason.KILLED, end.reason());
      assertTrue(heard > 0 && heard <= end.bytesUp(), heard + " of " + end.bytesUp());
    }
  }
}
