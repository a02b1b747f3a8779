// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A pool whose threads survive what runs on them, and whose line is fair. */
class BulkheadTest {
  private final List<String> ran = Collections.synchronizedList(new ArrayList<>());
  private final CountDownLatch hold = new CountDownLatch(1);
  private Bulkhead pool;

  @AfterEach
  void end() {
    hold.countDown();
    pool.close();
    Waiting.until("its threads end", () -> pool.threads() == 0);
  }

  private BoundedCall<Boolean> call(Object source, String name) {
    return new BoundedCall<>(
        source,
        () -> {
          hold.await();
          return ran.add(name);
        },
        _ -> {});
  }

  private List<BoundedCall<Boolean>> crowd(String source, int count) {
    List<BoundedCall<Boolean>> crowd = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      crowd.add(call(source, source + i));
    }
    return crowd;
  }

  @Test
  void oneSourceLeavesThreadsToTheOthers() {
    pool = new Bulkhead("test", 8, 256);
    CountDownLatch honest = new CountDownLatch(1);
    crowd("crowd", 250).forEach(call -> assertTrue(pool.offer(call)));
    assertTrue(
        pool.offer(
            new BoundedCall<>(
                "honest",
                () -> {
                  honest.countDown();
                  return true;
                },
                _ -> {})));
    Waiting.until("it runs beside a crowd that hangs", () -> honest.getCount() == 0);
  }

  @Test
  void theSourcesTakeTurns() {
    pool = new Bulkhead("test", 1, 100);
    assertTrue(pool.offer(call(null, "first")));
    Waiting.until("the thread is taken", () -> pool.threads() == 1);
    crowd("crowd", 50).forEach(call -> assertTrue(pool.offer(call)));
    assertTrue(pool.offer(call("honest", "honest")));
    hold.countDown();
    Waiting.until("all ran", () -> ran.size() == 52);
    assertTrue(ran.indexOf("honest") <= 2, () -> "its turn came after " + ran.indexOf("honest"));
  }

  @Test
  void whereTheLineIsFullTheFullestSourceGivesWay() throws Exception {
    pool = new Bulkhead("test", 1, 4);
    BoundedCall<Boolean> first = call(null, "first");
    assertTrue(pool.offer(first));
    Waiting.until("the thread is taken", () -> first.state() == BoundedCall.State.RUNNING);
    List<BoundedCall<Boolean>> crowd = crowd("crowd", 5);
    assertEquals(4, crowd.stream().filter(pool::offer).count());
    assertTrue(pool.offer(call("honest", "honest")));
    assertTrue(crowd.get(3).await(0), "the newest of the crowd is told at once");
    assertEquals(BoundedCall.State.DISPLACED, crowd.get(3).state());
    assertTrue(pool.offer(call("other", "other")));
    assertFalse(pool.offer(call("honest", "honest2")), "nobody has more than one more");
    assertFalse(pool.offer(call("crowd", "again")), "nobody has more than the crowd");
  }

  @Test
  void whatACallOrItsListenerThrowsEndsNoThread() {
    pool = new Bulkhead("test", 1, 100, 1);
    hold.countDown();
    AtomicInteger told = new AtomicInteger();
    for (int i = 0; i < 20; i++) {
      pool.offer(
          new BoundedCall<>(
              null,
              () -> {
                throw new OutOfMemoryError("a test's");
              },
              _ -> {
                told.incrementAndGet();
                throw new StackOverflowError("a test's");
              }));
    }
    assertTrue(pool.offer(call(null, "after")));
    Waiting.until("the next one runs", () -> ran.contains("after"));
    assertEquals(20, told.get());
    assertEquals(1, Waiting.threads("test-1"), "on the same thread");
  }

  @Test
  void threadsThatStandAreThereBeforeTheyAreNeeded() {
    pool = new Bulkhead("test", 8, 1, 4);
    assertEquals(4, pool.threads());
  }

  @Test
  void aCallThatIsGivenUpNeverBegins() {
    pool = new Bulkhead("test", 1, 4);
    BoundedCall<Boolean> first = call("a", "first");
    BoundedCall<Boolean> second = call("a", "second");
    assertTrue(pool.offer(first));
    Waiting.until("the thread is taken", () -> first.state() == BoundedCall.State.RUNNING);
    assertTrue(pool.offer(second));
    assertFalse(pool.giveUp(second), "it had not begun");
    hold.countDown();
    Waiting.until("the first is done", () -> first.state() == BoundedCall.State.RETURNED);
    assertTrue(pool.offer(call("a", "third")));
    Waiting.until("the third ran", () -> ran.contains("third"));
    assertEquals(List.of("first", "third"), ran);
  }
}
