// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.dial;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drawbridge.common.AddressLiteral;
import io.drawbridge.loop.Deadline;
import io.drawbridge.observe.Refusal;
import io.drawbridge.observe.RefusedException;
import io.drawbridge.testing.Sockets;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ResolverTest {
  private static final Duration LONG = Duration.ofSeconds(10);

  private final ExecutorService sessions = Executors.newVirtualThreadPerTaskExecutor();
  private final CountDownLatch answer = new CountDownLatch(1);
  private final AtomicInteger lookups = new AtomicInteger();

  @AfterEach
  void end() {
    answer.countDown();
    sessions.close();
  }

  private static Deadline soon() {
    return Deadline.after(LONG);
  }

  /** A name service that answers {@code slow…} only when told to. */
  private InetAddress[] answer(String host) throws UnknownHostException {
    lookups.incrementAndGet();
    try {
      if (host.startsWith("slow") && !answer.await(20, TimeUnit.SECONDS)) {
        throw new AssertionError("never released");
      }
    } catch (InterruptedException _) {
      throw new UnknownHostException(host);
    }
    if (host.startsWith("no")) {
      throw new UnknownHostException(host);
    }
    if (host.startsWith("broken")) {
      throw new IllegalStateException("a fault in the name service");
    }
    int count = host.startsWith("many") ? 100 : 1;
    return IntStream.range(0, count)
        .mapToObj(i -> AddressLiteral.address(new byte[] {10, 0, 0, (byte) i}))
        .toArray(InetAddress[]::new);
  }

  private Resolver resolver(int threads, int queue, Duration timeout) {
    return new Resolver(threads, queue, timeout, this::answer);
  }

  private static RefusedException refused(Resolver resolver, String host) {
    return assertThrows(RefusedException.class, () -> resolver.resolve(host, soon()));
  }

  @Test
  void literalNeedsNoLookup() throws Exception {
    try (Resolver resolver = resolver(1, 1, LONG)) {
      assertEquals("10.1.2.3", resolver.resolve("10.1.2.3", soon()).getFirst().getHostAddress());
      assertEquals(1, resolver.resolve("[::1]", soon()).size());
      assertEquals(0, lookups.get());
    }
  }

  @Test
  void systemKnowsLocalhost() throws Exception {
    try (Resolver resolver = new Resolver(1, 1, LONG)) {
      assertTrue(
          resolver.resolve("localhost", soon()).stream().allMatch(InetAddress::isLoopbackAddress));
    }
  }

  @Test
  void lookupRunsOnAPlatformThread() throws Exception {
    AtomicBoolean virtual = new AtomicBoolean(true);
    Resolver.Lookup lookup =
        host -> {
          virtual.set(Thread.currentThread().isVirtual());
          return answer(host);
        };
    try (Resolver resolver = new Resolver(1, 1, LONG, lookup)) {
      sessions.submit(() -> resolver.resolve("db", soon())).get();
      assertFalse(virtual.get());
    }
  }

  @Test
  void thoseWhoAskForOneNameShareOneLookup() throws Exception {
    try (Resolver resolver = resolver(4, 4, LONG)) {
      List<FutureTask<List<InetAddress>>> asked =
          IntStream.range(0, 50)
              .mapToObj(i -> i % 2 == 0 ? "slow" : "SLOW")
              .map(host -> new FutureTask<>(() -> resolver.resolve(host, soon())))
              .toList();
      List<Thread> threads = asked.stream().map(Thread::startVirtualThread).toList();
      assertTrue(
          Sockets.await(
              () -> threads.stream().allMatch(t -> t.getState() == Thread.State.TIMED_WAITING),
              LONG));
      answer.countDown();
      for (Future<List<InetAddress>> future : asked) {
        assertEquals("10.0.0.0", future.get().getFirst().getHostAddress());
      }
      assertEquals(1, lookups.get());
    }
  }

  @Test
  void slowNamesFillTheirPoolAndThenAreOverload() throws Exception {
    try (Resolver resolver = resolver(2, 1, LONG)) {
      Future<?> first = sessions.submit(() -> resolver.resolve("slow1", soon()));
      Future<?> second = sessions.submit(() -> resolver.resolve("slow2", soon()));
      assertTrue(Sockets.await(() -> lookups.get() == 2, LONG));
      // Whoever gives up leaves the look-up in the queue: others may have joined it.
      Deadline now = Deadline.after(Duration.ofMillis(50));
      assertThrows(RefusedException.class, () -> resolver.resolve("slow3", now));
      assertEquals(Refusal.OVERLOADED, refused(resolver, "slow4").refusal());
      assertEquals(Refusal.OVERLOADED, refused(resolver, "slow4").refusal());
      answer.countDown();
      first.get();
      second.get();
      resolver.resolve("slow3", soon());
      assertEquals(1, resolver.resolve("db", soon()).size());
    }
  }

  @Test
  void slowNameDoesNotHoldUpAnother() throws Exception {
    try (Resolver resolver = resolver(2, 1, LONG)) {
      Future<List<InetAddress>> slow = sessions.submit(() -> resolver.resolve("slow", soon()));
      assertTrue(Sockets.await(() -> lookups.get() == 1, LONG));
      assertEquals(1, resolver.resolve("db", soon()).size());
      assertFalse(slow.isDone());
    }
  }

  @Test
  void nobodyWaitsLongerThanTheTimeoutOrTheDeadline() {
    try (Resolver resolver = resolver(1, 1, Duration.ofMillis(100))) {
      RefusedException refused = refused(resolver, "slow");
      assertEquals(Refusal.UNREACHABLE, refused.refusal());
      assertTrue(refused.detail().contains("in time"), refused.detail());
    }
    try (Resolver resolver = resolver(1, 1, LONG)) {
      long start = System.nanoTime();
      assertThrows(
          RefusedException.class,
          () -> resolver.resolve("slow2", Deadline.after(Duration.ofMillis(100))));
      assertTrue(System.nanoTime() - start < 5_000_000_000L);
    }
  }

  @Test
  void interruptEndsTheWaitAndNotTheLookup() throws Exception {
    try (Resolver resolver = resolver(1, 1, LONG)) {
      CompletableFuture<Exception> end = new CompletableFuture<>();
      Thread waiting =
          Thread.startVirtualThread(
              () -> {
                try {
                  resolver.resolve("slow", soon());
                  end.complete(null);
                } catch (Exception e) {
                  end.complete(e);
                }
              });
      assertTrue(Sockets.await(() -> lookups.get() == 1, LONG));
      Future<List<InetAddress>> other = sessions.submit(() -> resolver.resolve("slow", soon()));
      waiting.interrupt();
      assertEquals(InterruptedException.class, end.get(5, TimeUnit.SECONDS).getClass());
      answer.countDown();
      assertEquals(1, other.get().size());
    }
  }

  @Test
  void failureIsRememberedForAWhile() {
    try (Resolver resolver = resolver(1, 1, LONG)) {
      assertEquals(Refusal.UNREACHABLE, refused(resolver, "no.such.host").refusal());
      assertEquals(Refusal.UNREACHABLE, refused(resolver, "NO.such.host").refusal());
      assertEquals(1, lookups.get());
      assertFalse(refused(resolver, "no.such.host").explanation().contains("no.such.host"));
    }
  }

  @Test
  void faultIsToldAndNotRemembered() {
    try (Resolver resolver = resolver(1, 1, LONG)) {
      assertTrue(refused(resolver, "broken").detail().contains("a fault in the name service"));
      assertTrue(refused(resolver, "broken").detail().contains("a fault in the name service"));
      assertEquals(2, lookups.get());
    }
  }

  @Test
  void atMostSixteenAddressesAreTaken() throws Exception {
    try (Resolver resolver = resolver(1, 1, LONG)) {
      assertEquals(16, resolver.resolve("many", soon()).size());
    }
  }

  @Test
  void closeFreesThoseWhoWaitAndEndsTheThreads() throws Exception {
    Resolver resolver = resolver(1, 1, LONG);
    Future<List<InetAddress>> waiting = sessions.submit(() -> resolver.resolve("slow", soon()));
    assertTrue(Sockets.await(() -> lookups.get() == 1, LONG));
    resolver.close();
    assertThrows(ExecutionException.class, () -> waiting.get(5, TimeUnit.SECONDS));
    assertThrows(RefusedException.class, () -> resolver.resolve("db", soon()));
  }
}
