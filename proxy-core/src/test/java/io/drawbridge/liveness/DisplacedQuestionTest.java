// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.liveness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drawbridge.auth.Liveness;
import io.drawbridge.auth.Liveness.State;
import io.drawbridge.guard.GuardedPlugin;
import io.drawbridge.guard.PluginInstance;
import io.drawbridge.guard.PluginLimits;
import io.drawbridge.guard.PluginObserver;
import io.drawbridge.guard.Waiting;
import io.drawbridge.loop.Deadline;
import io.drawbridge.settings.TimeoutSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Where too many new sessions wait, the newest of whoever has the most is told, not forgotten. */
class DisplacedQuestionTest extends LivenessFixture {
  /** Of the 16 threads one principal has three quarters; behind them 1,024 wait, and 4 pass. */
  private static final int RUNNING = 12;

  private static final int MOST = RUNNING + 1_024 + 4;

  private final CountDownLatch hold = new CountDownLatch(1);

  private CompletableFuture<State> ask(String principal, Liveness job) {
    CompletableFuture<State> answer = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                answer.complete(
                    polls.first("a", principal, job, Deadline.after(Duration.ofMinutes(1))));
              } catch (InterruptedException e) {
                answer.completeExceptionally(e);
              }
            });
    return answer;
  }

  private Job held(String name) {
    Job job = new Job(name);
    job.hold = hold;
    return job;
  }

  @Test
  void aFirstQuestionThatGaveItsPlaceUpIsToldSoAtOnceAndLetsItsPluginGo() {
    polls.close();
    polls = polls(Duration.ZERO, 100_000);
    List<Job> running = new ArrayList<>();
    for (int i = 0; i < RUNNING; i++) {
      running.add(held("r" + i));
      ask("crowd", running.getLast());
    }
    Waiting.until("the crowd has its threads", () -> total(running) == RUNNING);
    for (int i = RUNNING; i < MOST - 1; i++) {
      ask("crowd", held("w" + i));
    }
    Waiting.until("the line is full but for one", () -> polls.open() == MOST - 1);
    AtomicBoolean closed = new AtomicBoolean();
    GuardedPlugin<?> plugin =
        new GuardedPlugin<>(
            new PluginInstance<AutoCloseable>(
                "p", () -> closed.set(true), ClassLoader.getPlatformClassLoader(), () -> {}),
            PluginLimits.of(TimeoutSettings.STANDARD.authentication()),
            System::nanoTime,
            PluginObserver.NONE);
    CompletableFuture<State> newest = ask("crowd", TrackedLiveness.of(held("newest"), plugin));
    Waiting.until("the line is full", () -> polls.open() == MOST);

    Job modest = new Job("modest");
    CompletableFuture<State> other = ask("modest", modest);
    asked(modest, 1);
    Waiting.until(
        "both are answered",
        () -> {
          polls.tick();
          return newest.isDone() && other.isDone();
        });
    assertEquals(State.RUNNING, other.join());
    assertEquals(State.UNKNOWN, newest.join());
    plugin.close();
    assertTrue(closed.get(), "nothing holds the plugin any more");
    hold.countDown();
    settled();
  }
}
