// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.liveness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.drawbridge.auth.Liveness;
import io.drawbridge.auth.Liveness.State;
import io.drawbridge.guard.TestTicker;
import io.drawbridge.guard.Waiting;
import io.drawbridge.loop.Deadline;
import io.drawbridge.observe.CloseReason;
import io.drawbridge.settings.LivenessSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;

/** Jobs and tunnels whose time and state a test turns. */
class LivenessFixture {
  static final Duration INTERVAL = Duration.ofSeconds(10);

  final TestTicker ticker = new TestTicker();
  final List<String> lines = Collections.synchronizedList(new ArrayList<>());
  double random;
  LivenessPolls polls = polls(Duration.ZERO, 600);

  LivenessPolls polls(Duration cancelingGrace, int perMinute) {
    LivenessSettings settings =
        new LivenessSettings(
            INTERVAL, Duration.ofSeconds(120), cancelingGrace, Duration.ofSeconds(5), perMinute);
    return new LivenessPolls(
        settings, ticker, () -> random, (name, line) -> lines.add(name + ": " + line));
  }

  @AfterEach
  void nothingLeft() {
    polls.close();
    Waiting.noThreads();
    assertFalse(String.join("\n", lines).contains("CANARY"));
  }

  /** A job whose state a test sets. */
  static final class Job implements Liveness {
    final AtomicInteger asked = new AtomicInteger();
    private final String key;
    volatile State state = State.RUNNING;
    volatile CountDownLatch hold;
    volatile boolean deaf;
    volatile RuntimeException thrown;

    /** Thrown by whoever wants to ask, on the gateway's own thread. */
    volatile Error unaskable;

    Job(String key) {
      this.key = key;
    }

    @Override
    public String key() {
      return key;
    }

    @Override
    public int cost() {
      if (unaskable != null) {
        throw unaskable;
      }
      return 1;
    }

    @Override
    public State check() throws InterruptedException {
      asked.incrementAndGet();
      CountDownLatch latch = hold;
      while (latch != null) {
        try {
          latch.await();
          latch = null;
        } catch (InterruptedException e) {
          if (!deaf) {
            throw e;
          }
        }
      }
      if (thrown != null) {
        throw thrown;
      }
      return state;
    }
  }

  /** A tunnel that notes what it is told. */
  static final class Told {
    final List<CloseReason> reasons = Collections.synchronizedList(new ArrayList<>());

    CloseReason only() {
      Waiting.until("the tunnel is told", () -> !reasons.isEmpty());
      assertEquals(1, reasons.size());
      return reasons.getFirst();
    }

    boolean open() {
      return reasons.isEmpty();
    }
  }

  Told watch(Liveness job) {
    Told told = new Told();
    polls.watch("a", job, told.reasons::add);
    return told;
  }

  State first(Liveness job) throws InterruptedException {
    return polls.first("a", job.key(), job, Deadline.after(Duration.ofSeconds(10)));
  }

  void after(Duration time) {
    ticker.advance(time);
    polls.tick();
  }

  static void asked(Job job, int times) {
    Waiting.until("asked " + times + " times", () -> job.asked.get() == times);
  }

  /** Lets the time pass and waits until the answer of the poll that was due has been taken in. */
  void poll(Job job, Duration time) {
    int before = job.asked.get();
    after(time);
    asked(job, before + 1);
    settled();
  }

  void settled() {
    Waiting.until("answers are in", () -> polls.open() == 0);
  }

  static int total(List<Job> jobs) {
    return jobs.stream().mapToInt(job -> job.asked.get()).sum();
  }
}
