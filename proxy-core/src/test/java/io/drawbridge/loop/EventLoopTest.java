// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.drawbridge.testing.Sockets;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A loop runs what it took on, in order, on one thread, and no channel or task can end it. */
class EventLoopTest {
  private final List<Throwable> faults = new CopyOnWriteArrayList<>();
  private final EventLoop loop = EventLoop.start("test-loop", faults::add, InstantSource.system());

  @AfterEach
  void close() {
    loop.close();
  }

  private <T> T onLoop(Callable<T> work) throws Exception {
    FutureTask<T> task = new FutureTask<>(work);
    loop.execute(task);
    return task.get(20, TimeUnit.SECONDS);
  }

  @Test
  void tasksOfOneThreadRunInOrderOnTheLoop() throws Exception {
    List<Integer> ran = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      int number = i;
      loop.execute(() -> ran.add(loop.isCurrent() ? number : -1));
    }
    List<Integer> seen = onLoop(() -> List.copyOf(ran));
    assertEquals(10_000, seen.size());
    for (int i = 0; i < seen.size(); i++) {
      assertEquals(i, seen.get(i));
    }
  }

  @Test
  void loopOnlyMethodsRefuseOtherThreads() {
    assertThrows(IllegalStateException.class, loop::scratch);
    assertThrows(IllegalStateException.class, () -> loop.schedule(new Deadline(0), () -> {}));
    assertThrows(IllegalStateException.class, () -> loop.register(null, null));
  }

  @Test
  void theScratchBufferIsOneAndDirect() throws Exception {
    assertTrue(onLoop(loop::scratch).isDirect());
    assertSame(onLoop(loop::scratch), onLoop(loop::scratch));
  }

  @Test
  void timersFireInTimeAndCancelledOnesNever() throws Exception {
    CompletableFuture<Long> fired = new CompletableFuture<>();
    AtomicInteger cancelled = new AtomicInteger();
    Deadline at = Deadline.after(Duration.ofMillis(50));
    onLoop(
        () -> {
          loop.schedule(at, () -> fired.complete(System.nanoTime()));
          loop.schedule(at, cancelled::incrementAndGet).cancel();
          return null;
        });
    assertTrue(fired.get(20, TimeUnit.SECONDS) - at.nanos() >= 0);
    assertEquals(0, cancelled.get());
  }

  @Test
  void aTaskThatThrowsIsCountedAndHarmsNobody() throws Exception {
    loop.execute(
        () -> {
          throw new IllegalStateException("task");
        });
    assertEquals(1, onLoop(loop::faults));
    assertEquals("task", faults.getFirst().getMessage());
  }

  @Test
  void aFaultThatComesAgainAndAgainIsCountedAndToldOnce() throws Exception {
    for (int i = 0; i < 4; i++) {
      loop.execute(() -> fail("again"));
    }
    assertEquals(4, onLoop(loop::faults));
    assertEquals(1, faults.size());
    assertFalse(loop.faultsGoOn());
    loop.execute(() -> fail("and again"));
    onLoop(() -> null);
    assertTrue(loop.faultsGoOn(), "five within a minute are no accident");
  }

  @Test
  void aLogThatBlocksHoldsUpNoLoop() throws Exception {
    CountDownLatch logged = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    try (LoopGroup group =
        LoopGroup.start(
            "group",
            1,
            _ -> {
              logged.countDown();
              await(release);
            },
            InstantSource.system())) {
      group.next().execute(() -> fail("a task's"));
      assertTrue(logged.await(20, TimeUnit.SECONDS));
      CompletableFuture<Long> faults = new CompletableFuture<>();
      group.next().execute(() -> faults.complete(group.faults()));
      assertEquals(1, faults.get(20, TimeUnit.SECONDS));
    } finally {
      release.countDown();
    }
  }

  /** A clock that throws stands for whatever may go wrong outside of handlers and tasks. */
  @Test
  void anIterationThatFailsEndsNoLoop() throws Exception {
    AtomicInteger looks = new AtomicInteger();
    InstantSource broken =
        () -> {
          if (looks.incrementAndGet() > 1) {
            throw new IllegalStateException("no clock");
          }
          return Instant.EPOCH;
        };
    List<Throwable> told = new CopyOnWriteArrayList<>();
    try (EventLoop turning = EventLoop.start("turning", told::add, broken)) {
      assertTrue(Sockets.await(() -> turning.faults() > 1, Duration.ofSeconds(20)));
      CompletableFuture<Void> ran = new CompletableFuture<>();
      turning.execute(() -> ran.complete(null));
      ran.get(20, TimeUnit.SECONDS);
      assertEquals("no clock", told.getFirst().getMessage());
    }
  }

  @Test
  void theLoopsOfAGroupGoByTheClockThatItWasGiven() {
    try (LoopGroup group = LoopGroup.start("group", 1, faults::add, () -> Instant.EPOCH)) {
      assertEquals(Instant.EPOCH, group.next().wallTime());
    }
  }

  @Test
  void aLoopWithNothingToDoTurnsAndOneThatIsHeldUpFallsBehind() throws Exception {
    try (LoopGroup group = LoopGroup.start("group", 2, faults::add, InstantSource.system())) {
      long began = System.nanoTime();
      assertTrue(
          Sockets.await(
              () -> System.nanoTime() - group.sinceOldestIteration().toNanos() - began > 0,
              Duration.ofSeconds(5)),
          "a loop that sleeps cannot be told from a dead one");
      CountDownLatch release = new CountDownLatch(1);
      group.next().execute(() -> await(release));
      assertTrue(
          Sockets.await(
              () -> group.sinceOldestIteration().compareTo(Duration.ofMillis(1_500)) > 0,
              Duration.ofSeconds(5)));
      release.countDown();
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aHandlerThatThrowsFailsItsOwnChannelOnly() throws Exception {
    try (Sockets.Pair bad = Sockets.pair();
        Sockets.Pair good = Sockets.pair()) {
      CompletableFuture<Throwable> failed = new CompletableFuture<>();
      CompletableFuture<Integer> ready = new CompletableFuture<>();
      watch(
          bad,
          failed,
          ops -> {
            throw new IllegalStateException("handler");
          });
      watch(good, new CompletableFuture<>(), ready::complete);
      Sockets.write(bad.client(), "x");
      assertEquals("handler", failed.get(20, TimeUnit.SECONDS).getMessage());
      Sockets.write(good.client(), "x");
      assertEquals(SelectionKey.OP_READ, ready.get(20, TimeUnit.SECONDS));
    }
  }

  @Test
  void registrationsSurviveAReplacedSelector() throws Exception {
    try (Sockets.Pair pair = Sockets.pair()) {
      CompletableFuture<Integer> ready = new CompletableFuture<>();
      watch(pair, new CompletableFuture<>(), ready::complete);
      onLoop(
          () -> {
            loop.replaceSelector();
            return null;
          });
      Sockets.write(pair.client(), "x");
      assertEquals(SelectionKey.OP_READ, ready.get(20, TimeUnit.SECONDS));
    }
  }

  @Test
  void aTaskThatBlocksShowsAsAStall() throws Exception {
    loop.execute(() -> LockSupport.parkNanos(Duration.ofMillis(300).toNanos()));
    onLoop(() -> null);
    assertTrue(Sockets.await(() -> loop.stalls() == 1, Duration.ofSeconds(5)));
  }

  @Test
  void closingFailsWhatIsStillRegistered() throws Exception {
    try (Sockets.Pair pair = Sockets.pair()) {
      CompletableFuture<Throwable> failed = new CompletableFuture<>();
      watch(pair, failed, ops -> {});
      loop.close();
      assertInstanceOf(ClosedSelectorException.class, failed.get(20, TimeUnit.SECONDS));
      assertThrows(RejectedExecutionException.class, () -> loop.execute(() -> {}));
    }
  }

  @Test
  void aTaskThatWasNotRejectedRunsEvenIfTheLoopIsClosedMeanwhile() throws Exception {
    for (int round = 0; round < 100; round++) {
      EventLoop closing = EventLoop.start("closing", _ -> {}, InstantSource.system());
      AtomicLong accepted = new AtomicLong();
      AtomicLong ran = new AtomicLong();
      CountDownLatch running = new CountDownLatch(2);
      Runnable submit =
          () -> {
            running.countDown();
            try {
              for (; ; ) {
                closing.execute(ran::incrementAndGet);
                accepted.incrementAndGet();
              }
            } catch (RejectedExecutionException closed) {
              // The end of it.
            }
          };
      Thread first = Thread.ofPlatform().start(submit);
      Thread second = Thread.ofPlatform().start(submit);
      running.await();
      closing.close();
      first.join();
      second.join();
      assertEquals(accepted.get(), ran.get());
    }
  }

  @Test
  void aGroupTakesTurnsAndEndsItsThreads() {
    LoopGroup group = LoopGroup.start("group", 2, _ -> {}, InstantSource.system());
    assertEquals(2, group.loops().size());
    EventLoop first = group.next();
    assertFalse(first == group.next());
    assertSame(first, group.next());
    group.close();
    assertThrows(RejectedExecutionException.class, () -> first.execute(() -> {}));
  }

  private void watch(Sockets.Pair pair, CompletableFuture<Throwable> failed, IntConsumer ready)
      throws Exception {
    pair.server().configureBlocking(false);
    onLoop(
        () -> {
          Registration[] self = new Registration[1];
          LoopHandler handler =
              new LoopHandler() {
                @Override
                public void ready(int readyOps) {
                  self[0].interest(0);
                  ready.accept(readyOps);
                }

                @Override
                public void failed(Throwable cause) {
                  failed.complete(cause);
                }
              };
          try {
            self[0] = loop.register(pair.server(), handler);
          } catch (IOException failure) {
            throw new UncheckedIOException(failure);
          }
          self[0].interest(SelectionKey.OP_READ);
          return null;
        });
  }
}
