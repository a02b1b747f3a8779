// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.liveness;

import io.drawbridge.auth.Liveness;
import io.drawbridge.auth.Liveness.State;
import io.drawbridge.guard.Bulkhead;
import io.drawbridge.guard.Ticker;
import io.drawbridge.observe.CloseReason;
import io.drawbridge.settings.LivenessSettings;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import java.util.stream.Stream;

/**
 * What one authority is asked about its many jobs: whose turn it is, within the budget, and what
 * the answers do. Every method is for whoever holds the authority's lock, and none of them runs a
 * plugin's code or a tunnel's.
 *
 * <p>Any step may fail for want of memory: the next turn looks at every job again and does what is
 * still to be done, and what is done is marked as done last.
 */
final class JobQuestions {
  private static final double JITTER = 0.2;
  private static final int THREADS = 16;
  private static final int QUEUE = 1024;

  /** There before a tunnel is: the end of its job must be heard of without a new thread. */
  private static final int STANDING = 4;

  private final Object lock;
  private final LivenessSettings settings;
  private final long interval;
  private final long call;
  private final DoubleSupplier random;
  private final Consumer<String> log;
  private final Consumer<Question> returned;
  private final PollBudget budget;
  private final Bulkhead polls;

  /**
   * New sessions have threads of their own: a crowd of them at a slow authority must not hold up
   * the polls, on which the end of open tunnels hangs. Sessions alone fill the line; where it is
   * full the principal with the most gives way, and its newest session is told UNKNOWN.
   */
  private final Bulkhead firsts;

  /**
   * The sessions' own first questions, by liveness object: sessions with the same credentials have
   * the same one. Another object with the same key does not serve: whoever presents other
   * credentials for the same job must hear an answer given to those. The budget bounds how many
   * there are; each is dropped an interval after it was put.
   */
  private final Map<Liveness, Question> first = new IdentityHashMap<>();

  private final Map<String, WatchedJob> jobs = new HashMap<>();

  /** The tunnels that are to be told that they end, and why. */
  private final Deque<WatchedJob.Watcher> untold = new ArrayDeque<>();

  /**
   * Nobody is asked yet.
   *
   * @param lock held by whoever calls a method
   * @param log told a line for the operator, again and again; must not block
   * @param returned told on a pool thread, without the lock, when a plugin's code has come back
   */
  JobQuestions(
      String authority,
      Object lock,
      LivenessSettings settings,
      Ticker ticker,
      DoubleSupplier random,
      Consumer<String> log,
      Consumer<Question> returned) {
    this.lock = lock;
    this.settings = settings;
    this.interval = settings.interval().toNanos();
    this.call = settings.call().toNanos();
    this.random = random;
    this.log = log;
    this.returned = returned;
    this.budget = new PollBudget(settings.requestsPerMinute(), ticker.nanos());
    polls = new Bulkhead("liveness-" + authority, THREADS, QUEUE, STANDING);
    firsts = new Bulkhead("liveness-first-" + authority, THREADS, QUEUE);
  }

  /** The question that answers a session first; empty if it cannot be put. */
  Optional<Question> first(String principal, Liveness liveness, long now) {
    Question.assertHeld(lock);
    Question serving = first.get(liveness);
    if (serving != null && serving.serves(now, interval)) {
      return Optional.of(serving);
    }
    var hit = budget.first(TrackedLiveness.jobs(liveness), principal, liveness.cost(), now);
    hit.ifPresent(bound -> noteBudget("new sessions are refused" + bound.told()));
    // Without threads for polls its tunnel would never end.
    if (hit.isPresent() || polls.threads() == 0) {
      return Optional.empty();
    }
    Question question =
        new Question(liveness, Optional.empty(), firsts, principal, now, call, returned);
    first.put(liveness, question);
    put(question, now);
    return Optional.of(question);
  }

  /** One that cannot be put is answered now. */
  private void put(Question question, long now) {
    boolean put = false;
    try {
      put = question.put();
    } finally {
      if (!put) {
        settle(question, now);
      }
    }
  }

  /**
   * A session that was told that its job runs is on its way to a tunnel. The job is asked about
   * from now on, at its interval: a slow dial must not make the answer old that admitted it.
   */
  void expect(Question heard, long until, long now) {
    long due = heard.asked() + jittered();
    job(heard.liveness(), heard.asked(), now).expect(heard.liveness(), until, due, now);
  }

  /** A tunnel more. */
  WatchedJob watch(WatchedJob.Watcher watcher, Liveness liveness, long now) {
    WatchedJob job = job(liveness, now, now);
    job.watch(watcher, now, untold);
    return job;
  }

  /** The job it is about, made if there is none; nothing is known of it before {@code since}. */
  private WatchedJob job(Liveness liveness, long since, long now) {
    Question.assertHeld(lock);
    return jobs.compute(
        liveness.key(),
        (_, job) ->
            job == null || job.isForgotten(now) ? new WatchedJob(lock, settings, since) : job);
  }

  /** Does what is due; answers the nanoseconds until the next thing is, an interval at most. */
  long turn(long now) {
    Question.assertHeld(lock);
    for (Question each : open().filter(q -> q.isOver(now)).toList()) {
      each.giveUp();
      settle(each, now);
    }
    jobs.values().forEach(job -> job.endIfOver(now, untold));
    jobs.values().removeIf(job -> job.isForgotten(now));
    first.values().removeIf(q -> !q.serves(now, interval));
    long pause = poll(now);
    long wait = open().mapToLong(q -> q.nanosLeft(now)).min().orElse(interval);
    for (WatchedJob job : jobs.values()) {
      wait = Math.min(wait, job.nanosToNext(now, pause));
    }
    return Math.clamp(wait, 1, interval);
  }

  /** All tunnels are to be told. */
  void endAll(CloseReason reason) {
    jobs.values().forEach(job -> job.end(reason, untold));
  }

  /** The questions that are not answered yet. */
  Stream<Question> open() {
    return Stream.concat(
            first.values().stream(), jobs.values().stream().flatMap(job -> job.last().stream()))
        .filter(question -> !question.isSettled());
  }

  /**
   * Puts the questions that are due, as many as the budget allows, the longest due first: a job
   * whose turn does not come keeps its place. Answers how long the next one has to wait for that.
   */
  private long poll(long now) {
    for (WatchedJob job : due(now)) {
      if (job.hangs()) {
        job.askedUntil(now + jittered());
        heard(job, State.UNKNOWN, now, now);
        continue;
      }
      int cost = job.liveness().cost();
      if (!budget.poll(cost, now)) {
        noteBudget("jobs are asked about less often");
        return budget.delay(cost, now);
      }
      job.askedUntil(now + jittered());
      Question question =
          new Question(job.liveness(), Optional.of(job), polls, null, now, call, returned);
      job.asked(question);
      put(question, now);
    }
    return 0;
  }

  /** Takes the answer in, or that there is none. */
  void settle(Question question, long now) {
    Question.assertHeld(lock);
    if (question.isSettled()) {
      return;
    }
    State state = question.heard();
    WatchedJob known = jobs.get(question.liveness().key());
    if (question.job().isPresent()) {
      heard(question.job().get(), state, question.asked(), now);
    } else if (state != State.RUNNING) {
      first.remove(question.liveness(), question);
    } else if (known != null && question.asked() - known.toldAt() > 0) {
      // A newer question of another session says that the job runs after all.
      heard(known, state, question.asked(), now);
    }
    question.settle(state);
    if (question.fault() != null) {
      log.accept("a question whether a job runs failed: " + question.fault());
    }
  }

  private void heard(WatchedJob job, State state, long asked, long now) {
    if (state != State.RUNNING) {
      // What a session heard before does not count any more for the next one.
      first.values().removeIf(q -> q.isSettled() && jobs.get(q.liveness().key()) == job);
    }
    job.heard(state, asked, now);
    job.endIfOver(now, untold);
  }

  private long jittered() {
    return (long) (interval * (1 - JITTER * random.getAsDouble()));
  }

  private void noteBudget(String what) {
    log.accept(
        "%s: %d requests a minute are allowed, and one round over all jobs takes %d"
            .formatted(what, settings.requestsPerMinute(), roundCost()));
  }

  /** Those that are to be asked about now, the longest due first; compared by subtraction. */
  private List<WatchedJob> due(long now) {
    Comparator<WatchedJob> longest = (a, b) -> Long.signum(a.due() - b.due());
    return jobs.values().stream().filter(job -> job.isDue(now)).sorted(longest).toList();
  }

  /** Those that have a tunnel. */
  Stream<WatchedJob> watched() {
    return jobs.values().stream().filter(WatchedJob::isWatched);
  }

  /** How many requests one round over the watched jobs takes. */
  private long roundCost() {
    return watched().mapToLong(job -> job.liveness().cost()).sum();
  }

  /** The longest time between two questions about a job now: as configured, or stretched. */
  long interval(long now) {
    List<WatchedJob> due = due(now);
    long behind = due.isEmpty() ? 0 : now - due.getFirst().due();
    return Math.max(budget.round(roundCost()), interval + behind);
  }

  /** How long after the end of a job its last tunnel is told at the latest. */
  long bound() {
    return Math.max(Math.max(interval, call), budget.longestRound(roundCost())) + call;
  }

  /** The tunnels that are to be told. */
  Deque<WatchedJob.Watcher> untold() {
    Question.assertHeld(lock);
    return untold;
  }

  /** Takes no more questions; whoever waits is told UNKNOWN, and no tunnel anything. */
  void close() {
    for (Question each : open().toList()) {
      each.giveUp();
      each.settle(State.UNKNOWN);
    }
    endAll(CloseReason.AUTHORITY_LOST);
    untold.clear();
    jobs.clear();
    first.clear();
    polls.closeNow();
    firsts.closeNow();
  }
}
