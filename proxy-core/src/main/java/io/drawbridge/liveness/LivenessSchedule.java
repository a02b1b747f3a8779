// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.liveness;

import io.drawbridge.auth.Liveness;
import io.drawbridge.guard.Ticker;
import io.drawbridge.observe.CloseReason;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;

/** Which job is asked about when, and what the answers do. Every method runs under one lock. */
final class LivenessSchedule {
  /** How long a job that ended is known, for tunnels that were granted just before. */
  private static final long KNOWN_ENDED_NANOS = Duration.ofMinutes(1).toNanos();

  private static final double JITTER = 0.2;

  /** Runs work under the lock and then tells whom it concerns. */
  interface Locked {
    /** Runs it. */
    <T> T run(Supplier<T> work);
  }

  private final LivenessSettings settings;
  private final long interval;
  private final DoubleSupplier random;
  private final BiConsumer<String, String> log;
  private final LivenessCalls calls;
  private final Map<String, LivenessAuthority> authorities = new HashMap<>();
  private final FirstAnswers firsts;
  private final Set<JobPoll> troubled = new LinkedHashSet<>();
  private final Deque<JobPoll> ended = new ArrayDeque<>();
  private List<Runnable> told = new ArrayList<>();

  LivenessSchedule(
      LivenessSettings settings,
      Ticker ticker,
      DoubleSupplier random,
      BiConsumer<String, String> log,
      Locked locked) {
    this.settings = settings;
    this.interval = settings.interval().toNanos();
    this.firsts = new FirstAnswers(interval);
    this.random = random;
    this.log = log;
    calls = new LivenessCalls(settings.callDeadline().toNanos(), ticker, locked, this::settled);
  }

  private LivenessAuthority authority(String name, long now) {
    return authorities.computeIfAbsent(
        name, _ -> new LivenessAuthority(name, settings.requestsPerMinute(), now));
  }

  /** The question that answers a session first; {@code null} if the budget is spent. */
  LivenessCheck first(String authenticator, Liveness liveness, long now) {
    LivenessAuthority authority = authority(authenticator, now);
    LivenessCheck check = firsts.find(authority, liveness, now);
    if (check != null) {
      return check;
    }
    Optional<PollBudget.Bound> hit =
        authority.budget.first(JoinedLiveness.jobs(liveness), liveness.cost(), now);
    if (hit.isPresent()) {
      note(authority, "new sessions are refused" + hit.get().told() + budget(authority), now);
      return null;
    }
    check = new LivenessCheck(authority, liveness, null, now, now + calls.deadlineNanos());
    firsts.put(check);
    calls.start(check);
    return check;
  }

  /** Adds a tunnel; {@code null} if it was told at once. */
  JobPoll watch(String authenticator, JobPoll.Watcher watcher, long now) {
    LivenessAuthority authority = authority(authenticator, now);
    String key = watcher.liveness().key();
    JobPoll job = authority.jobs.computeIfAbsent(key, _ -> new JobPoll(authority, key, settings));
    if (job.fate.isEnded()) {
      told.add(() -> watcher.over().accept(CloseReason.JOB_ENDED));
      return null;
    }
    if (watcher.liveness() instanceof LentLiveness lent && !lent.acquire()) {
      // Its plugin is gone, so nobody could ever tell that the job ended.
      told.add(() -> watcher.over().accept(CloseReason.AUTHORITY_LOST));
      drop(job);
      return null;
    }
    job.watchers.add(watcher);
    if (job.watchers.size() == 1 && job.asking == null) {
      // The session's own question counts: the interval runs from there, not from after the dial.
      authority.enqueue(job, firsts.heardRunning(watcher.liveness(), jittered(), now));
    }
    return job;
  }

  /** Removes a tunnel; nothing happens if it is not there any more. */
  void leave(JobPoll job, JobPoll.Watcher watcher) {
    for (Iterator<JobPoll.Watcher> all = job.watchers.iterator(); all.hasNext(); ) {
      if (all.next() == watcher) {
        all.remove();
        watcher.release();
        drop(job);
        return;
      }
    }
  }

  private void drop(JobPoll job) {
    if (job.watchers.isEmpty()) {
      job.authority.line.remove(job);
      troubled.remove(job);
    }
    if (job.idle()) {
      job.authority.jobs.remove(job.key, job);
    }
  }

  /** Does what is due; answers the nanoseconds until the next thing is. */
  long tick(long now) {
    calls.expire(now);
    for (JobPoll job : List.copyOf(troubled)) {
      job.fate.at(now).ifPresent(reason -> end(job, reason, now));
    }
    long wait = Math.min(interval, calls.nanosToNext(now));
    for (LivenessAuthority authority : authorities.values()) {
      wait = Math.min(wait, poll(authority, now));
    }
    for (JobPoll job : troubled) {
      OptionalLong ends = job.fate.graceEnds();
      wait = ends.isPresent() ? Math.min(wait, ends.getAsLong() - now) : wait;
    }
    forget(now);
    return Math.max(1, wait);
  }

  private long poll(LivenessAuthority authority, long now) {
    for (JobPoll job = authority.line.peek(); job != null; job = authority.line.peek()) {
      if (job.due - now > 0) {
        return job.due - now;
      }
      if (job.running == null) {
        int cost = job.liveness().cost();
        if (!authority.budget.poll(cost, now)) {
          note(authority, "jobs are asked about less often" + budget(authority), now);
          return authority.budget.delay(cost, now);
        }
        authority.line.poll();
        job.asking =
            new LivenessCheck(authority, job.liveness(), job, now, now + calls.deadlineNanos());
        job.running = job.asking;
        calls.start(job.asking);
      } else {
        // The last question never came back: a second thread would be lost in the same place.
        authority.line.poll();
        heard(job, Liveness.State.UNKNOWN, now, now);
      }
    }
    return interval;
  }

  /** A question was answered, or given up. */
  private void settled(LivenessCheck check, Liveness.State state, long now) {
    if (check.fault() != null) {
      note(check.authority, "a question whether a job runs failed: " + check.fault(), now);
    }
    if (check.job == null) {
      if (state == Liveness.State.RUNNING) {
        revive(check, now);
      } else {
        firsts.remove(check);
      }
    } else if (check.job.asking == check) {
      check.job.asking = null;
      heard(check.job, state, check.started, now);
    }
  }

  /** A newer question of another session says that the job runs after all. */
  private void revive(LivenessCheck check, long now) {
    JobPoll job = check.authority.jobs.get(check.liveness.key());
    if (job != null && check.started - job.toldAt > 0) {
      job.toldAt = check.started;
      job.fate.told(Liveness.State.RUNNING, now);
      troubled.remove(job);
      drop(job);
    }
  }

  private void heard(JobPoll job, Liveness.State state, long asked, long now) {
    job.toldAt = asked;
    if (state == Liveness.State.RUNNING) {
      troubled.remove(job);
    } else {
      troubled.add(job);
      // What a session heard before does not count any more for the next one.
      firsts.forget(job);
    }
    job.fate
        .told(state, now)
        .ifPresentOrElse(reason -> end(job, reason, now), () -> again(job, asked, now));
  }

  private void again(JobPoll job, long asked, long now) {
    if (job.watchers.isEmpty()) {
      drop(job);
      return;
    }
    long due = asked + jittered();
    job.authority.enqueue(job, due - now < 0 ? now : due);
  }

  private void end(JobPoll job, CloseReason reason, long now) {
    for (JobPoll.Watcher watcher : job.watchers) {
      told.add(() -> watcher.over().accept(reason));
      watcher.release();
    }
    job.watchers.clear();
    if (job.fate.isEnded()) {
      job.endedAt = now;
      ended.add(job);
    }
    drop(job);
  }

  private void forget(long now) {
    long kept = Math.max(KNOWN_ENDED_NANOS, 2 * interval);
    while (!ended.isEmpty() && now - ended.peek().endedAt >= kept) {
      JobPoll job = ended.poll();
      if (job.watchers.isEmpty() && job.fate.isEnded()) {
        job.authority.jobs.remove(job.key, job);
      }
    }
    firsts.forget(now);
  }

  private long jittered() {
    return (long) (interval * (1 - JITTER * random.getAsDouble()));
  }

  private void note(LivenessAuthority authority, String line, long now) {
    if (authority.mayLog(now)) {
      log.accept(authority.name, line);
    }
  }

  private String budget(LivenessAuthority authority) {
    return ": "
        + settings.requestsPerMinute()
        + " requests a minute are allowed, and one round over all jobs takes "
        + authority.roundCost();
  }

  long currentInterval(long now) {
    return authorities.values().stream()
        .mapToLong(authority -> authority.interval(interval, settings.requestsPerMinute(), now))
        .reduce(interval, Math::max);
  }

  int watched() {
    return authorities.values().stream().mapToInt(LivenessAuthority::watched).sum();
  }

  int open() {
    return calls.open();
  }

  List<Runnable> takeTold() {
    if (told.isEmpty()) {
      return List.of();
    }
    List<Runnable> taken = told;
    told = new ArrayList<>();
    return taken;
  }

  void close() {
    for (LivenessAuthority authority : authorities.values()) {
      for (JobPoll job : authority.jobs.values()) {
        job.watchers.forEach(JobPoll.Watcher::release);
        job.watchers.clear();
      }
      authority.line.clear();
    }
    calls.close();
    authorities.values().forEach(LivenessAuthority::close);
    told.clear();
  }
}
