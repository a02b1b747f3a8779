// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.liveness;

import io.drawbridge.auth.Liveness;
import io.drawbridge.auth.Liveness.State;
import io.drawbridge.common.Pace;
import io.drawbridge.guard.Ticker;
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
import java.util.function.Supplier;

/**
 * One authenticator's jobs. Each has its own lock, budget and threads, the one that turns it
 * included, so that an authority that hangs, or whose turns fail, costs no other one anything. The
 * lock guards {@link JobQuestions} and is held for no plugin's code and no tunnel's. Safe for
 * concurrent use.
 */
final class LivenessAuthority {
  private static final Duration LOG_EVERY = Duration.ofMinutes(1);

  private final String name;
  private final Duration interval;
  private final Ticker ticker;
  private final Object lock = new Object();
  private final JobQuestions questions;
  private volatile Optional<WatchedThread> turning = Optional.empty();
  private volatile boolean lapsed;
  private long seenTurns;
  private int looksWithoutTurn;

  LivenessAuthority(
      String name,
      LivenessSettings settings,
      Ticker ticker,
      DoubleSupplier random,
      Consumer<String> log) {
    this.name = name;
    this.interval = settings.interval();
    this.ticker = ticker;
    Pace lines = new Pace(ticker::nanos, LOG_EVERY);
    Consumer<String> paced =
        line -> {
          if (lines.admits()) {
            log.accept(line);
          }
        };
    this.questions = new JobQuestions(name, lock, settings, ticker, random, paced, this::returned);
  }

  /** Starts the thread that turns it, if there is none; while the system grants none it lapses. */
  void start() {
    synchronized (lock) {
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
  }

  private void wake() {
    turning.ifPresent(WatchedThread::wake);
  }

  /**
   * Under the lock; tunnels are told outside of it, since they may watch or leave in turn. Whoever
   * finds that one is to be told tells it, so that a tunnel that blocks holds up that thread.
   */
  private <T> T locked(Supplier<T> work) {
    WatchedJob.Watcher watcher = null;
    int more = 0;
    try {
      synchronized (lock) {
        try {
          return work.get();
        } finally {
          watcher = questions.untold().poll();
          more = questions.untold().size();
        }
      }
    } finally {
      tell(watcher);
      for (; more > 0; more--) {
        synchronized (lock) {
          watcher = questions.untold().poll();
        }
        tell(watcher);
      }
    }
  }

  private void tell(WatchedJob.Watcher watcher) {
    try {
      if (watcher != null && !watcher.hasLeft()) {
        watcher.tell();
      }
    } catch (VirtualMachineError _) {
      // No memory, say. It stays open as long as it does not hear of it: it is told again.
      synchronized (lock) {
        questions.untold().add(watcher);
      }
    } catch (Throwable _) {
      // Its loop is gone, and with it the tunnel. The others must hear of theirs.
      return;
    }
  }

  /** A session's first answer; UNKNOWN if there is none in time, or nobody can be asked. */
  State first(String principal, Liveness liveness, Deadline deadline) throws InterruptedException {
    if (lapsed) {
      return State.UNKNOWN;
    }
    Optional<Question> put = locked(() -> questions.first(principal, liveness, ticker.nanos()));
    wake();
    if (put.isEmpty()) {
      return State.UNKNOWN;
    }
    State state = put.get().await(deadline.remainingNanos());
    if (state == State.RUNNING) {
      synchronized (lock) {
        long now = ticker.nanos();
        questions.expect(put.get(), now + deadline.remainingNanos(), now);
      }
      wake();
    }
    return state;
  }

  /** Watches a job for one tunnel, which may be told on the calling thread. */
  Watch watch(Liveness liveness, Consumer<CloseReason> over) {
    WatchedJob.Watcher watcher = new WatchedJob.Watcher(liveness, over);
    WatchedJob job = locked(() -> questions.watch(watcher, liveness, ticker.nanos()));
    wake();
    return () -> {
      synchronized (lock) {
        job.leave(watcher);
      }
    };
  }

  /** Does what is due; answers the nanoseconds until the next thing is. */
  long tick() {
    return locked(() -> questions.turn(ticker.nanos()));
  }

  /** On a pool thread: the plugin's code has come back, however late. */
  private void returned(Question question) {
    locked(
        () -> {
          questions.settle(question, ticker.nanos());
          return question;
        });
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
      locked(
          () -> {
            questions.endAll(CloseReason.AUTHORITY_LOST);
            return lapsed;
          });
    }
  }

  /** Why job ends might not be noticed in time, a line each; empty if they are. */
  List<String> problems(Duration patience) {
    List<String> problems = new ArrayList<>();
    turning.flatMap(thread -> thread.problem(patience)).ifPresent(problems::add);
    synchronized (lock) {
      long now = ticker.nanos();
      long oldest = questions.watched().mapToLong(job -> now - job.toldAt()).max().orElse(0);
      if (oldest > questions.bound() + interval.toNanos()) {
        problems.add(
            "auth.%s: a job was asked about %d s ago; its tunnels may outlive it by more than is promised"
                .formatted(name, Duration.ofNanos(oldest).toSeconds()));
      }
    }
    return problems;
  }

  /** The longest time between two questions about a job now: as configured, or stretched. */
  long interval() {
    synchronized (lock) {
      return questions.interval(ticker.nanos());
    }
  }

  /** How long after the end of a job its last tunnel is told at the latest. */
  long bound() {
    synchronized (lock) {
      return questions.bound();
    }
  }

  /** How many jobs are watched. */
  long watched() {
    synchronized (lock) {
      return questions.watched().count();
    }
  }

  /** How many questions are open. */
  long open() {
    synchronized (lock) {
      return questions.open().count();
    }
  }

  /** Takes no more questions; whoever waits is told UNKNOWN, and no tunnel anything. */
  void close() {
    turning.ifPresent(WatchedThread::close);
    synchronized (lock) {
      questions.close();
    }
  }
}
