// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.liveness;

import io.drawbridge.auth.Liveness;
import io.drawbridge.guard.BoundedCall;
import io.drawbridge.guard.Bulkhead;
import io.drawbridge.settings.LivenessSettings;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The questions to one authority that are under way, and the threads they run on. Not safe for
 * concurrent use: it is its authority's own.
 */
final class Questions {
  private static final int THREADS = 16;
  private static final int QUEUE = 1024;

  /** There before a tunnel is: the end of its job must be heard of without a new thread. */
  private static final int STANDING = 4;

  private final long interval;
  private final long callNanos;
  private final Consumer<Question> returned;
  private final Bulkhead polls;

  /**
   * New sessions have threads of their own: a crowd of them at a slow authority must not hold up
   * the polls, on which the end of open tunnels hangs.
   */
  private final Bulkhead firsts;

  /** In the order in which they were put, which is the order of their deadlines. */
  private final Set<Question> open = new LinkedHashSet<>();

  /**
   * The sessions' own first questions, by liveness object: sessions with the same credentials have
   * the same one. Another object with the same key does not serve: whoever presents other
   * credentials for the same job must hear an answer given to those.
   */
  private final Map<Liveness, Question> byLiveness = new IdentityHashMap<>();

  /**
   * No question yet.
   *
   * @param returned told on a pool thread when the plugin's code has come back, however late
   */
  Questions(String authority, LivenessSettings settings, Consumer<Question> returned) {
    this.interval = settings.interval().toNanos();
    this.callNanos = settings.call().toNanos();
    this.returned = returned;
    polls = new Bulkhead("liveness-" + authority, THREADS, QUEUE, STANDING);
    firsts = new Bulkhead("liveness-first-" + authority, THREADS, QUEUE);
  }

  /** A session's question that serves another one with the same credentials. */
  Optional<Question> serving(Liveness liveness, long now) {
    return Optional.ofNullable(byLiveness.get(liveness)).filter(q -> q.serves(now, interval));
  }

  /** Puts a session's own question. Without threads for polls its tunnel would never end. */
  Question first(String principal, Liveness liveness, long now) {
    Question question = new Question(liveness, null, now, now + callNanos);
    if (polls.threads() > 0 && put(question, firsts, principal)) {
      byLiveness.put(liveness, question);
    }
    return question;
  }

  /** Puts a question for the tunnels of a job. */
  Question poll(WatchedJob job, long now) {
    Question question = new Question(job.liveness(), job, now, now + callNanos);
    put(question, polls, null);
    return question;
  }

  /** Has no call afterwards if it could not be put. */
  private boolean put(Question question, Bulkhead pool, Object source) {
    if (!TrackedLiveness.hold(question.liveness)) {
      return false;
    }
    boolean put = false;
    try {
      BoundedCall<Liveness.State> call =
          new BoundedCall<>(source, question.liveness::check, null, _ -> cameBack(question));
      question.call = call;
      open.add(question);
      put = pool.offer(call);
    } finally {
      if (!put) {
        question.call = null;
        open.remove(question);
        TrackedLiveness.letGo(question.liveness);
      }
    }
    return put;
  }

  private void cameBack(Question question) {
    try {
      returned.accept(question);
    } finally {
      TrackedLiveness.letGo(question.liveness);
    }
  }

  /** Marks it as answered; whoever waits for it hears so. */
  void settle(Question question, Liveness.State state) {
    open.remove(question);
    if (question.job == null && state != Liveness.State.RUNNING) {
      byLiveness.remove(question.liveness, question);
    }
    question.settle(state);
  }

  /**
   * Those whose time has passed or that were displaced, given up, and those whose return nobody
   * could take in.
   */
  List<Question> overdue(long now) {
    List<Question> overdue = new ArrayList<>();
    for (Question question : open) {
      if (question.deadline - now <= 0 || question.call.isDisplaced()) {
        giveUp(question);
        overdue.add(question);
      } else if (question.call.hasEnded()) {
        overdue.add(question);
      }
    }
    return overdue;
  }

  private void giveUp(Question question) {
    if (question.call.isAbandoned()) {
      return;
    }
    Bulkhead pool = question.job == null ? firsts : polls;
    if (!pool.giveUp(question.call)) {
      TrackedLiveness.letGo(question.liveness);
    }
  }

  /** How long until the next deadline. */
  long nanosToNext(long now) {
    Iterator<Question> all = open.iterator();
    return all.hasNext() ? all.next().deadline - now : interval;
  }

  /** What was heard of this job does not count any more for the next session. */
  void forget(String job) {
    byLiveness.values().removeIf(q -> q.isSettled() && q.liveness.key().equals(job));
  }

  /** Drops those that serve nobody any more. */
  void forget(long now) {
    byLiveness.values().removeIf(q -> !q.serves(now, interval));
  }

  /** How many there are. */
  int open() {
    return open.size();
  }

  /** Gives all of them up; whoever waits is told UNKNOWN. */
  void close() {
    for (Question question : List.copyOf(open)) {
      giveUp(question);
      settle(question, Liveness.State.UNKNOWN);
    }
    polls.closeNow();
    firsts.closeNow();
  }
}
