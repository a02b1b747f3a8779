// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.session;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drawbridge.guard.Waiting;
import io.drawbridge.loop.Deadline;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Handshakes of many clients: sources in turn, bounded in number and in time. */
@Timeout(30)
class HandshakePoolTest {
  private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();

  private final InetAddress hostile = address(1);
  private final InetAddress honest = address(2);
  private final Semaphore permits = new Semaphore(0);
  private final HandshakePool pool = new HandshakePool(100);

  private static InetAddress address(int last) {
    try {
      return InetAddress.getByAddress(new byte[] {10, 0, 0, (byte) last});
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @AfterEach
  void close() {
    permits.release(1_000);
    pool.close();
  }

  private static Deadline soon() {
    return Deadline.after(Duration.ofSeconds(20));
  }

  /** One after the other begins, and is in line or computed when this returns. */
  private List<Thread> crowd(int count) {
    List<Thread> crowd = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      crowd.add(waiting(pool, hostile, permits::acquireUninterruptibly, new AtomicReference<>()));
    }
    return crowd;
  }

  private static Thread waiting(
      HandshakePool pool,
      InetAddress source,
      Runnable tasks,
      AtomicReference<IOException> failure) {
    Thread thread =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    pool.of(source).run(tasks, soon());
                  } catch (IOException e) {
                    failure.set(e);
                  }
                });
    Waiting.until("it waits", () -> thread.getState() == Thread.State.TIMED_WAITING);
    return thread;
  }

  @Test
  void aCrowdOfOneSourceHoldsNobodyElseUp() throws Exception {
    crowd(PROCESSORS + 60);
    AtomicBoolean computed = new AtomicBoolean();
    Thread job = waiting(pool, honest, () -> computed.set(true), new AtomicReference<>());
    // One for each thread, and one more turn of the crowd's.
    permits.release(PROCESSORS + 1);
    assertTrue(job.join(Duration.ofSeconds(10)), "it waits behind the whole crowd");
    assertTrue(computed.get());
  }

  @Test
  void whoeverIsCutGivesThePlaceUp() throws Exception {
    List<Thread> crowd = crowd(PROCESSORS);
    AtomicBoolean computed = new AtomicBoolean();
    AtomicReference<IOException> failure = new AtomicReference<>();
    Thread gone = waiting(pool, honest, () -> computed.set(true), failure);
    gone.interrupt();
    assertTrue(gone.join(Duration.ofSeconds(10)));
    assertInstanceOf(InterruptedIOException.class, failure.get());
    permits.release(PROCESSORS);
    for (Thread each : crowd) {
      each.join();
    }
    pool.of(hostile).run(() -> {}, soon());
    assertFalse(computed.get(), "it was computed for nobody");
  }

  @Test
  void noneIsWaitedForLongerThanItsDeadline() {
    crowd(PROCESSORS);
    Deadline deadline = Deadline.after(Duration.ofMillis(50));
    assertThrows(SocketTimeoutException.class, () -> pool.of(honest).run(() -> {}, deadline));
  }

  @Test
  void aFullLineIsARefusalAndLeavesTheOthersAlone() throws Exception {
    AtomicReference<IOException> failed = new AtomicReference<>();
    try (HandshakePool small = new HandshakePool(0)) {
      List<Thread> busy = new ArrayList<>();
      for (int i = 0; i < PROCESSORS; i++) {
        busy.add(waiting(small, address(10 + i), permits::acquireUninterruptibly, failed));
      }
      assertThrows(HandshakePool.FullException.class, () -> small.of(honest).run(() -> {}, soon()));
      permits.release(PROCESSORS);
      for (Thread each : busy) {
        assertTrue(each.join(Duration.ofSeconds(10)));
      }
      assertNull(failed.get());
      small.of(honest).run(() -> {}, soon());
    }
  }

  @Test
  void aFaultIsNoSuccess() {
    assertThrows(
        IllegalStateException.class,
        () ->
            pool.of(honest)
                .run(
                    () -> {
                      throw new IllegalArgumentException();
                    },
                    soon()));
  }
}
