// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.tunnel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drawbridge.leg.LegBuffers;
import io.drawbridge.leg.PlainLeg;
import io.drawbridge.loop.EventLoop;
import io.drawbridge.observe.CloseReason;
import io.drawbridge.splice.PipePool;
import io.drawbridge.testing.Sockets;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** From thread to loop: whatever happens at that very moment, the tunnel ends exactly once. */
class HandOverTest {
  private static final int ROUNDS = 400;

  @RepeatedTest(3)
  void startEndAndAResetAtTheSameMoment() throws Exception {
    long buffers = LegBuffers.outstanding();
    long sockets = Sockets.open();
    try (EventLoop loop = EventLoop.start("hand-over", _ -> {}, InstantSource.system())) {
      for (int round = 0; round < ROUNDS; round++) {
        race(loop, round);
      }
      assertEquals(0, loop.faults());
    }
    assertEquals(buffers, LegBuffers.outstanding());
    Sockets.assertOpen(sockets);
  }

  private static void race(EventLoop loop, int round) throws Exception {
    try (Sockets.Pair down = Sockets.pair();
        Sockets.Pair up = Sockets.pair()) {
      AtomicInteger times = new AtomicInteger();
      CompletableFuture<TunnelEnd> ended = new CompletableFuture<>();
      Tunnel tunnel =
          tunnel(
              loop,
              down,
              up,
              end -> {
                times.incrementAndGet();
                ended.complete(end);
              });
      CyclicBarrier together = new CyclicBarrier(3);
      var starting = racing(together, () -> tunnel.start());
      var ending = racing(together, () -> tunnel.end(CloseReason.KILLED));
      var resetting =
          racing(
              together,
              () -> {
                Sockets.write(down.client(), "last words");
                if (round % 2 == 0) {
                  down.client().setOption(StandardSocketOptions.SO_LINGER, 0);
                  down.client().close();
                }
              });
      for (var task : new FutureTask<?>[] {starting, ending, resetting}) {
        try {
          task.get(20, TimeUnit.SECONDS);
        } catch (ExecutionException broken) {
          assertEquals(resetting, task, "only the client may find its connection gone");
        }
      }
      CloseReason reason = ended.get(20, TimeUnit.SECONDS).reason();
      assertTrue(reason == CloseReason.KILLED || reason == CloseReason.CLIENT_RESET, "" + reason);
      tunnel.end(CloseReason.DRAINED);
      CompletableFuture<Void> later = new CompletableFuture<>();
      loop.execute(() -> later.complete(null));
      later.get(20, TimeUnit.SECONDS);
      assertEquals(1, times.get());
    }
  }

  private interface Step {
    void run() throws Exception;
  }

  private static FutureTask<Void> racing(CyclicBarrier together, Step step) {
    Callable<Void> work =
        () -> {
          together.await();
          step.run();
          return null;
        };
    FutureTask<Void> task = new FutureTask<>(work);
    Thread.ofPlatform().daemon(true).start(task);
    return task;
  }

  private static Tunnel tunnel(
      EventLoop loop, Sockets.Pair down, Sockets.Pair up, Consumer<TunnelEnd> ended)
      throws Exception {
    PlainLeg downstream = new PlainLeg(down.server());
    PlainLeg upstream = new PlainLeg(up.client());
    downstream.detach();
    upstream.detach();
    return new Tunnel(
        loop, downstream, upstream, ByteBuffer.allocate(0), NoLimits.NONE, PipePool.open(0), ended);
  }

  @Test
  void aClosingLoopEndsItsTunnels() throws Exception {
    EventLoop loop = EventLoop.start("closing", _ -> {}, InstantSource.system());
    try (Sockets.Pair down = Sockets.pair();
        Sockets.Pair up = Sockets.pair()) {
      CompletableFuture<TunnelEnd> ended = new CompletableFuture<>();
      tunnel(loop, down, up, ended::complete).start();
      loop.close();
      assertEquals(CloseReason.INTERNAL, ended.get(20, TimeUnit.SECONDS).reason());
      assertTrue(Sockets.await(() -> !down.server().isOpen(), Duration.ofSeconds(5)));
    }
  }

  @Test
  void aClosedLoopTakesNoTunnel() throws Exception {
    EventLoop loop = EventLoop.start("closed", _ -> {}, InstantSource.system());
    loop.close();
    try (Sockets.Pair down = Sockets.pair();
        Sockets.Pair up = Sockets.pair()) {
      Tunnel tunnel = tunnel(loop, down, up, end -> {});
      assertThrows(RejectedExecutionException.class, tunnel::start);
      tunnel.end(CloseReason.KILLED);
      assertTrue(down.server().isOpen(), "the legs are still the caller's");
    }
  }
}
