// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.liveness;

import io.drawbridge.auth.Liveness;
import io.drawbridge.observe.CloseReason;
import io.drawbridge.settings.LivenessSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * One job that is watched for all its tunnels, and what the answers about it mean for them:
 *
 * <pre>
 * RUNNING  kept, and everything before is forgotten
 * ENDING   kept for the canceling grace, then JOB_ENDED
 * ENDED    JOB_ENDED
 * UNKNOWN  kept for the unknown grace, then AUTHORITY_LOST; an ENDING before it goes on
 * </pre>
 *
 * Times are nanoseconds of one ticker. Guarded by its {@link JobQuestions}.
 */
final class WatchedJob {
  /** How long a job that ended is known, for tunnels that were granted just before. */
  private static final long KNOWN_ENDED_NANOS = Duration.ofMinutes(1).toNanos();

  private final LivenessSettings settings;
  private final List<Watcher> watchers = new ArrayList<>();

  /** Sessions that were told that it runs and have no tunnel yet. */
  private final List<Expected> expected = new ArrayList<>();

  /** The latest one about it, settled or not. */
  private Optional<Question> last = Optional.empty();

  private long due;
  private long toldAt;
  private OptionalLong endingUntil = OptionalLong.empty();
  private OptionalLong unknownUntil = OptionalLong.empty();
  private OptionalLong endedAt = OptionalLong.empty();

  /** A tunnel that wants to be told. */
  static final class Watcher {
    private final Liveness liveness;
    private final Consumer<CloseReason> over;
    private CloseReason reason;
    private volatile boolean left;

    Watcher(Liveness liveness, Consumer<CloseReason> over) {
      this.liveness = liveness;
      this.over = over;
    }

    Liveness liveness() {
      return liveness;
    }

    /** Tells it, unless it ended by itself; under no lock, since it may watch or leave in turn. */
    void tell() {
      if (!left) {
        over.accept(reason);
      }
    }
  }

  /** A session on its way to a tunnel; nothing more is heard of it if it does not get there. */
  private record Expected(Liveness liveness, long until) {}

  /** A job of which nothing is known before {@code now}. */
  WatchedJob(LivenessSettings settings, long now) {
    this.settings = settings;
    this.toldAt = now;
  }

  /** A session is on its way; the first one brings the next question's time with it. */
  void expect(Liveness liveness, long until, long nextDue, long now) {
    due = isNeeded(now) ? due : nextDue;
    expected.add(new Expected(liveness, until));
  }

  /** A tunnel more; one that is told at once if the job ended, or its plugin has been closed. */
  void watch(Watcher watcher, long now, Deque<Watcher> untold) {
    due = isNeeded(now) ? due : now;
    watchers.add(watcher);
    boolean held = false;
    try {
      held = endedAt.isEmpty() && TrackedLiveness.hold(watcher.liveness);
    } finally {
      if (!held) {
        watchers.removeLast();
      }
    }
    for (Expected each : expected) {
      if (each.liveness == watcher.liveness) {
        expected.remove(each);
        break;
      }
    }
    if (!held) {
      // Without its plugin nobody could ever tell that the job ended.
      watcher.reason = endedAt.isPresent() ? CloseReason.JOB_ENDED : CloseReason.AUTHORITY_LOST;
      untold.add(watcher);
    }
  }

  /** A tunnel ended by itself and is not to be told. Does nothing the second time. */
  void leave(Watcher watcher) {
    watcher.left = true;
    if (watchers.remove(watcher)) {
      TrackedLiveness.letGo(watcher.liveness);
    }
  }

  /** All its tunnels are to be told. May fail for want of memory, and then be done again. */
  void end(CloseReason reason, Deque<Watcher> untold) {
    while (!watchers.isEmpty()) {
      Watcher watcher = watchers.getLast();
      watcher.reason = reason;
      untold.add(watcher);
      watchers.removeLast();
      TrackedLiveness.letGo(watcher.liveness);
    }
  }

  /** An answer to a question that was put at {@code asked}. */
  void heard(Liveness.State state, long asked, long now) {
    toldAt = asked;
    switch (state) {
      case RUNNING -> {
        endingUntil = OptionalLong.empty();
        unknownUntil = OptionalLong.empty();
        endedAt = OptionalLong.empty();
      }
      case ENDING -> {
        unknownUntil = OptionalLong.empty();
        endingUntil = since(endingUntil, now, settings.cancelingGrace());
      }
      case ENDED -> endedAt = OptionalLong.of(now);
      case UNKNOWN -> unknownUntil = since(unknownUntil, now, settings.unknownGrace());
    }
  }

  private static OptionalLong since(OptionalLong until, long now, Duration grace) {
    return until.isPresent() ? until : OptionalLong.of(now + grace.toNanos());
  }

  /** All its tunnels are to be told if it ended, or a grace has passed. */
  void endIfOver(long now, Deque<Watcher> untold) {
    if (endedAt.isEmpty() && left(endingUntil, now) <= 0) {
      endedAt = OptionalLong.of(now);
    }
    if (endedAt.isPresent()) {
      end(CloseReason.JOB_ENDED, untold);
    } else if (left(unknownUntil, now) <= 0) {
      end(CloseReason.AUTHORITY_LOST, untold);
    }
  }

  private static long left(OptionalLong until, long now) {
    return until.isPresent() ? until.getAsLong() - now : Long.MAX_VALUE;
  }

  private boolean isNeeded(long now) {
    expected.removeIf(each -> each.until - now <= 0);
    return isWatched() || !expected.isEmpty();
  }

  /** Whether nobody needs to know anything of it any more. */
  boolean isForgotten(long now) {
    long kept = Math.max(KNOWN_ENDED_NANOS, 2 * settings.interval().toNanos());
    boolean known = endedAt.isPresent() && now - endedAt.getAsLong() < kept;
    return !isNeeded(now) && !known && !isAsked() && !hangs();
  }

  /** Whether it has a tunnel. */
  boolean isWatched() {
    return !watchers.isEmpty();
  }

  private boolean isAsked() {
    return last.filter(question -> !question.isSettled()).isPresent();
  }

  /** Whether the last question never came back: a second thread would be lost in the same place. */
  boolean hangs() {
    return last.filter(Question::hangs).isPresent();
  }

  boolean isDue(long now) {
    return isNeeded(now) && !isAsked() && due - now <= 0;
  }

  long due() {
    return due;
  }

  /** Counts as asked; the next question is due then. */
  void askedUntil(long nextDue) {
    due = nextDue;
  }

  /** It is asked about; the next question is due then. */
  void asked(Question question, long nextDue) {
    due = nextDue;
    last = Optional.of(question);
  }

  Optional<Question> last() {
    return last;
  }

  /** How long until it needs a turn, but for an answer; no question is put during the pause. */
  long nanosToNext(long now, long pause) {
    long next = isAsked() ? Long.MAX_VALUE : Math.max(due - now, pause);
    for (OptionalLong until : List.of(endingUntil, unknownUntil)) {
      // What has passed has been looked at.
      next = left(until, now) > 0 ? Math.min(next, left(until, now)) : next;
    }
    return isNeeded(now) ? next : Long.MAX_VALUE;
  }

  /** What to ask with: the newest tunnel's, whose credentials will last the longest. */
  Liveness liveness() {
    return isWatched() ? watchers.getLast().liveness : expected.getLast().liveness;
  }

  /** When the question was put whose answer counts now. */
  long toldAt() {
    return toldAt;
  }
}
