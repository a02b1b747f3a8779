// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.liveness;

import io.drawbridge.auth.Liveness;
import io.drawbridge.auth.Liveness.State;
import io.drawbridge.guard.Bulkhead;
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
import java.util.function.LongSupplier;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * What one authority is asked about its many jobs: whose turn it is, within the budget, and what
 * the answers do. Safe for concurrent use; its lock is held for no plugin's code and no tunnel's.
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

  private final LivenessSettings settings;
  private final long interval;
  private final LongSupplier ticker;
  private final DoubleSupplier random;
  private final Consumer<String> log;
  private final Consumer<Question> returned;
  private final PollBudget budget;
  private final Bulkhead polls;

  /**
   * Threads of their own: a crowd of new sessions at a slow authority must not hold up the polls,
   * on which the end of open tunnels hangs. Who is displaced from the line is told UNKNOWN.
   */
  private final Bulkhead firsts;

  /**
   * The sessions' own first questions, by liveness object, which sessions with the same credentials
   * share: whoever presents others for the same job must hear an answer given to those. The budget
   * bounds how many there are; each is dropped an interval after it was put.
   */
  private final Map<Liveness, Question> first = new IdentityHashMap<>();

  private final Map<String, WatchedJob> jobs = new HashMap<>();

  /** The tunnels that are to be told that they end. */
  private final Deque<WatchedJob.Watcher> untold = new ArrayDeque<>();

  /** Tells {@code returned} on a pool thread, under no lock, when a plugin's code has come back. */
  JobQuestions(
      String authority,
      LivenessSettings settings,
      LongSupplier ticker,
      DoubleSupplier random,
      Consumer<String> log,
      Consumer<Question> returned) {
    this.settings = settings;
    interval = settings.interval().toNanos();
    this.ticker = ticker;
    this.random = random;
    this.log = log;
    this.returned = returned;
    this.budget = new PollBudget(settings.requestsPerMinute(), ticker.getAsLong());
    polls = new Bulkhead("liveness-" + authority, THREADS, QUEUE, STANDING);
    firsts = new Bulkhead("liveness-first-" + authority, THREADS, QUEUE);
  }

  /** The question that answers a session first; empty if it cannot be put. */
  synchronized Optional<Question> first(String principal, Liveness liveness) {
    long now = ticker.getAsLong();
    Question serving = first.get(liveness);
    if (serving != null && serving.serves(now, interval)) {
      return Optional.of(serving);
    }
    var hit = budget.first(TrackedLiveness.jobs(liveness), principal, liveness.cost(), now);
    hit.ifPresent(why -> noteBudget("new sessions are refused, " + why));
    // Without threads for polls its tunnel would never end.
    if (hit.isPresent() || polls.threads() == 0) {
      return Optional.empty();
    }
    Question question = new Question(liveness, firsts, principal, now, settings.call(), returned);
    first.put(liveness, question);
    put(question);
    return Optional.of(question);
  }

  /** One that cannot be put is answered now. */
  private void put(Question question) {
    boolean put = false;
    try {
      put = question.put();
    } finally {
      if (!put) {
        settle(question);
      }
    }
  }

  /**
   * A session that was told that its job runs is on its way to a tunnel. The job is asked about
   * from now on, at its interval: a slow dial must not make the answer old that admitted it.
   */
  synchronized void expect(Question heard, long nanosLeft) {
    long now = ticker.getAsLong();
    long due = heard.asked() + jittered();
    job(heard.liveness(), heard.asked(), now).expect(heard.liveness(), now + nanosLeft, due, now);
  }

  synchronized WatchedJob watch(WatchedJob.Watcher watcher) {
    long now = ticker.getAsLong();
    WatchedJob job = job(watcher.liveness(), now, now);
    job.watch(watcher, now, untold);
    return job;
  }

  synchronized void leave(WatchedJob job, WatchedJob.Watcher watcher) {
    job.leave(watcher);
  }

  /** The job it is about, made if there is none; nothing is known of it before {@code since}. */
  private WatchedJob job(Liveness liveness, long since, long now) {
    return jobs.compute(
        liveness.key(),
        (_, job) -> job == null || job.isForgotten(now) ? new WatchedJob(settings, since) : job);
  }

  /** Does what is due; answers the nanoseconds until the next thing is, an interval at most. */
  synchronized long turn() {
    long now = ticker.getAsLong();
    for (Question each : unsettled().filter(q -> q.isOver(now)).toList()) {
      each.giveUp();
      settle(each);
    }
    jobs.values().forEach(job -> job.endIfOver(now, untold));
    jobs.values().removeIf(job -> job.isForgotten(now));
    first.values().removeIf(q -> !q.serves(now, interval));
    long pause = poll(now);
    LongStream answers = unsettled().mapToLong(q -> q.nanosLeft(now));
    LongStream rest = jobs.values().stream().mapToLong(job -> job.nanosToNext(now, pause));
    return Math.clamp(LongStream.concat(answers, rest).min().orElse(interval), 1, interval);
  }

  synchronized void endAll(CloseReason reason) {
    jobs.values().forEach(job -> job.end(reason, untold));
  }

  private Stream<Question> unsettled() {
    return Stream.concat(
            first.values().stream(), jobs.values().stream().flatMap(job -> job.last().stream()))
        .filter(question -> !question.isSettled());
  }

  /** Puts what is due, as the budget allows; answers how long the next one waits for that. */
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
      long nextDue = now + jittered();
      Question question = new Question(job.liveness(), polls, null, now, settings.call(), returned);
      job.asked(question, nextDue);
      put(question);
    }
    return 0;
  }

  /** Takes the answer in, or that there is none. */
  synchronized void settle(Question question) {
    long now = ticker.getAsLong();
    if (question.isSettled()) {
      return;
    }
    State state = question.heard();
    WatchedJob job = jobs.get(question.liveness().key());
    boolean poll = job != null && job.last().filter(last -> last == question).isPresent();
    // A newer question of another session may say that the job runs after all.
    boolean newer = job != null && question.asked() - job.toldAt() > 0;
    if (poll || state == State.RUNNING && newer) {
      heard(job, state, question.asked(), now);
    } else if (state != State.RUNNING) {
      first.remove(question.liveness(), question);
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

  /** The longest due first, so that a job whose turn does not come keeps its place. */
  private List<WatchedJob> due(long now) {
    Comparator<WatchedJob> longest = (a, b) -> Long.signum(a.due() - b.due());
    return jobs.values().stream().filter(job -> job.isDue(now)).sorted(longest).toList();
  }

  private Stream<WatchedJob> withTunnels() {
    return jobs.values().stream().filter(WatchedJob::isWatched);
  }

  private long roundCost() {
    return withTunnels().mapToLong(job -> job.liveness().cost()).sum();
  }

  /** The longest time between two questions about a job now: as configured, or stretched. */
  synchronized long interval() {
    long now = ticker.getAsLong();
    List<WatchedJob> due = due(now);
    long behind = due.isEmpty() ? 0 : now - due.getFirst().due();
    return Math.max(budget.round(roundCost()), interval + behind);
  }

  /** How long after the end of a job its last tunnel is told at the latest. */
  synchronized long bound() {
    long call = settings.call().toNanos();
    return Math.max(Math.max(interval, call), budget.longestRound(roundCost())) + call;
  }

  /** How long ago the question was put whose answer is the oldest that counts. */
  synchronized long oldest() {
    long now = ticker.getAsLong();
    return withTunnels().mapToLong(job -> now - job.toldAt()).max().orElse(0);
  }

  synchronized int watched() {
    return (int) withTunnels().count();
  }

  synchronized int open() {
    return (int) unsettled().count();
  }

  /** How many tunnels are to be told; {@link #nextUntold} counts one as told. */
  synchronized int untold() {
    return untold.size();
  }

  synchronized WatchedJob.Watcher nextUntold() {
    return untold.poll();
  }

  synchronized void stillUntold(WatchedJob.Watcher watcher) {
    untold.add(watcher);
  }

  /** Takes no more questions; whoever waits is told UNKNOWN, and no tunnel anything. */
  synchronized void close() {
    for (Question each : unsettled().toList()) {
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
