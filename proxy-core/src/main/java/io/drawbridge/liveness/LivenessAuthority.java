// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.liveness;

import io.drawbridge.auth.Liveness;
import io.drawbridge.auth.Liveness.State;
import io.drawbridge.common.Pace;
import io.drawbridge.guard.WatchedThread;
import io.drawbridge.liveness.LivenessPolls.Watch;
import io.drawbridge.loop.Deadline;
import io.drawbridge.observe.CloseReason;
import io.drawbridge.settings.LivenessSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/**
 * One authenticator's jobs. Each has its own lock, budget and threads, the one that turns it
 * included, so that an authority that hangs, or whose turns fail, costs no other one anything.
 * Whoever finds that tunnels are to be told tells them, under no lock, since they may watch or
 * leave in turn: one that blocks holds up that thread. Safe for concurrent use.
 */
final class LivenessAuthority {
  private static final Duration LOG_EVERY = Duration.ofMinutes(1);

  private final String name;
  private final Duration interval;
  private final JobQuestions questions;
  private volatile Optional<WatchedThread> turning = Optional.empty();
  private volatile boolean lapsed;
  private long seenTurns;
  private int looksWithoutTurn;

  LivenessAuthority(
      String name,
      LivenessSettings settings,
      LongSupplier ticker,
      DoubleSupplier random,
      Consumer<String> log) {
    this.name = name;
    this.interval = settings.interval();
    Pace lines = new Pace(ticker, LOG_EVERY);
    Consumer<String> paced =
        line -> {
          if (lines.admits()) {
            log.accept(line);
          }
        };
    this.questions = new JobQuestions(name, settings, ticker, random, paced, this::returned);
  }

  /** Starts the thread that turns it, if there is none; while the system grants none it lapses. */
  synchronized void start() {
    if (turning.isPresent()) {
      return;
    }
    lapsed = true;
    try {
      turning = Optional.of(WatchedThread.start("drawbridge-liveness-" + name, this::tick));
      lapsed = false;
    } catch (OutOfMemoryError _) {
      // Nobody is let in; the next session tries again.
      return;
    }
  }

  private void wake() {
    turning.ifPresent(WatchedThread::wake);
  }

  /** Tells each tunnel that is to be told now once, also one that cannot hear of it yet. */
  private void tellTunnels() {
    for (int more = questions.untold(); more > 0; more--) {
      WatchedJob.Watcher watcher = questions.nextUntold();
      try {
        if (watcher != null) {
          watcher.tell();
        }
      } catch (VirtualMachineError _) {
        // No memory, say. It stays open as long as it does not hear of it: it is told again.
        questions.stillUntold(watcher);
      } catch (Throwable _) {
        // Its loop is gone, and with it the tunnel. The others must hear of theirs.
        continue;
      }
    }
  }

  /** A session's first answer; UNKNOWN if there is none in time, or nobody can be asked. */
  State first(String principal, Liveness liveness, Deadline deadline) throws InterruptedException {
    if (lapsed) {
      return State.UNKNOWN;
    }
    Optional<Question> put;
    try {
      put = questions.first(principal, liveness);
    } finally {
      tellTunnels();
    }
    wake();
    if (put.isEmpty()) {
      return State.UNKNOWN;
    }
    State state = put.get().await(deadline.remainingNanos());
    if (state == State.RUNNING) {
      questions.expect(put.get(), deadline.remainingNanos());
      wake();
    }
    return state;
  }

  /** Watches a job for one tunnel, which may be told on the calling thread. */
  Watch watch(Liveness liveness, Consumer<CloseReason> over) {
    WatchedJob.Watcher watcher = new WatchedJob.Watcher(liveness, over);
    WatchedJob job;
    try {
      job = questions.watch(watcher);
    } finally {
      tellTunnels();
    }
    wake();
    return () -> questions.leave(job, watcher);
  }

  /** Does what is due; answers the nanoseconds until the next thing is. */
  long tick() {
    try {
      return questions.turn();
    } finally {
      tellTunnels();
    }
  }

  /** On a pool thread: the plugin's code has come back, however late. */
  private void returned(Question question) {
    try {
      questions.settle(question);
    } finally {
      tellTunnels();
    }
    wake();
  }

  /**
   * Looks whether it is turned; if that thread is dead or late, all its tunnels end and nobody is
   * let in, since nobody could tell that a job ended. Called once a second, by one thread. Counted
   * by looks, not by the clock: in a process that was suspended both threads are late alike.
   */
  void look(long patience) {
    long turns = turning.map(WatchedThread::turns).orElse(seenTurns);
    looksWithoutTurn = turns == seenTurns ? looksWithoutTurn + 1 : 0;
    seenTurns = turns;
    lapsed = turning.map(WatchedThread::isDead).orElse(true) || looksWithoutTurn > patience;
    if (lapsed) {
      try {
        questions.endAll(CloseReason.AUTHORITY_LOST);
      } finally {
        tellTunnels();
      }
    }
  }

  /** Why job ends might not be noticed in time, a line each; empty if they are. */
  List<String> problems(Duration patience) {
    List<String> problems = new ArrayList<>();
    turning.flatMap(thread -> thread.problem(patience)).ifPresent(problems::add);
    long oldest = questions.oldest();
    if (oldest > questions.bound() + interval.toNanos()) {
      problems.add(
          "auth.%s: a job was asked about %d s ago; its tunnels may outlive it by more than is promised"
              .formatted(name, Duration.ofNanos(oldest).toSeconds()));
    }
    return problems;
  }

  /** What it is asked. */
  JobQuestions questions() {
    return questions;
  }

  /** Takes no more questions; whoever waits is told UNKNOWN, and no tunnel anything. */
  void close() {
    turning.ifPresent(WatchedThread::close);
    questions.close();
  }
}
