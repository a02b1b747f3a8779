// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.liveness;

import io.drawbridge.settings.LivenessSettings;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.stream.Stream;

/**
 * One authority's jobs, and the line of those to be asked about. Not safe for concurrent use: it is
 * its authority's own.
 */
final class JobTable {
  /** How long a job that ended is known, for tunnels that were granted just before. */
  private static final long KNOWN_ENDED_NANOS = Duration.ofMinutes(1).toNanos();

  private final LivenessSettings settings;
  private final Map<String, WatchedJob> jobs = new HashMap<>();

  /** The one that is due first at the head. */
  private final PriorityQueue<WatchedJob> line = new PriorityQueue<>(new ByDue());

  /** Those whose last answer was not that they run. */
  private final Set<WatchedJob> troubled = new LinkedHashSet<>();

  private final Deque<WatchedJob> ended = new ArrayDeque<>();

  /** By subtraction, since the ticker may overflow; all are within minutes of each other. */
  private static final class ByDue implements Comparator<WatchedJob> {
    @Override
    public int compare(WatchedJob a, WatchedJob b) {
      return Long.signum(a.due - b.due);
    }
  }

  JobTable(LivenessSettings settings) {
    this.settings = settings;
  }

  /** The job of that key, made if there is none; nothing is known of it before {@code now}. */
  WatchedJob get(String key, long now) {
    return jobs.computeIfAbsent(key, _ -> new WatchedJob(key, settings, now));
  }

  /** The job of that key; {@code null} if there is none. */
  WatchedJob find(String key) {
    return jobs.get(key);
  }

  /** The one that is due first; {@code null} if nobody is to be asked about. */
  WatchedJob head() {
    return line.peek();
  }

  /** Puts a job in line, or elsewhere in it. Takes no memory for one that is there. */
  void enqueue(WatchedJob job, long due) {
    line.remove(job);
    job.due = due;
    line.add(job);
  }

  /** Brings a job in line forward. */
  void hasten(WatchedJob job, long due) {
    if (job.due - due > 0) {
      enqueue(job, due);
    }
  }

  /** Forgets what nobody needs to know any more. */
  void drop(WatchedJob job, long now) {
    if (!job.isNeeded(now)) {
      line.remove(job);
      troubled.remove(job);
      if (!job.isAsked() && !job.hangs() && !job.fate.isEnded()) {
        jobs.remove(job.key, job);
      }
    }
  }

  void trouble(WatchedJob job, boolean on) {
    if (on) {
      troubled.add(job);
    } else {
      troubled.remove(job);
    }
  }

  List<WatchedJob> troubled() {
    return List.copyOf(troubled);
  }

  List<WatchedJob> all() {
    return List.copyOf(jobs.values());
  }

  /** It is known for a while that it ended. */
  void ended(WatchedJob job, long now) {
    job.endedAt = now;
    ended.add(job);
  }

  void forget(long now) {
    long kept = Math.max(KNOWN_ENDED_NANOS, 2 * settings.interval().toNanos());
    while (!ended.isEmpty() && now - ended.peek().endedAt >= kept) {
      WatchedJob job = ended.poll();
      if (job.watchers.isEmpty() && job.fate.isEnded()) {
        line.remove(job);
        jobs.remove(job.key, job);
      }
    }
  }

  /** Those that have a tunnel. */
  Stream<WatchedJob> watched() {
    return jobs.values().stream().filter(job -> !job.watchers.isEmpty());
  }

  /** How many requests one round over them takes. */
  long roundCost() {
    return watched().mapToLong(job -> job.liveness().cost()).sum();
  }

  void clear() {
    watched().forEach(job -> job.watchers.forEach(w -> TrackedLiveness.letGo(w.liveness)));
    jobs.clear();
    line.clear();
    troubled.clear();
    ended.clear();
  }
}
