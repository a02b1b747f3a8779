// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.liveness;

import io.drawbridge.auth.Liveness;
import io.drawbridge.guard.WatchedThread;
import io.drawbridge.loop.Deadline;
import io.drawbridge.observe.CloseReason;
import io.drawbridge.settings.LivenessSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

/**
 * Watches the jobs behind open tunnels. However many tunnels a job has, it is asked about once per
 * interval; how long after its end the last of them is told at the latest, {@link #bound} says. A
 * question that throws, answers nothing or hangs counts as UNKNOWN and holds up nobody else's.
 *
 * <p>One thread for each authenticator turns all of this, and another one watches that they do: if
 * one is dead or late, its authenticator's tunnels end and no session of its is let in. Safe for
 * concurrent use; these threads, and a few that ask, are there before they are needed.
 */
public final class LivenessPolls implements AutoCloseable {
  private static final Watch NOTHING = () -> {};

  /** A tunnel's place among those that are told when their job is over. */
  public interface Watch extends AutoCloseable {
    /** It ended by itself and is not to be told. Does nothing the second time; any thread. */
    @Override
    void close();
  }

  /** A thread that turns may be late by so much; a machine under load holds it up a little. */
  private static final Duration LEAST_PATIENCE = Duration.ofSeconds(3);

  private final LivenessSettings settings;
  private final Function<String, LivenessAuthority> making;
  private final Map<String, LivenessAuthority> authorities = new ConcurrentHashMap<>();
  private final Duration patience;
  private Optional<WatchedThread> watching = Optional.empty();
  private volatile boolean closed;

  /**
   * Begins to watch.
   *
   * @param log told an authenticator's name and a line for the operator; must not block
   */
  public LivenessPolls(LivenessSettings settings, BiConsumer<String, String> log) {
    this(settings, System::nanoTime, () -> ThreadLocalRandom.current().nextDouble(), log);
    watching = Optional.of(WatchedThread.start("drawbridge-liveness-watch", this::look));
  }

  /** Without threads: a test calls {@link #tick}. */
  LivenessPolls(
      LivenessSettings settings,
      LongSupplier ticker,
      DoubleSupplier random,
      BiConsumer<String, String> log) {
    this.settings = settings;
    this.making =
        name ->
            new LivenessAuthority(name, settings, ticker, random, line -> log.accept(name, line));
    Duration half = settings.interval().dividedBy(2);
    this.patience = half.compareTo(LEAST_PATIENCE) < 0 ? LEAST_PATIENCE : half;
  }

  private LivenessAuthority authority(String name) {
    LivenessAuthority authority = authorities.computeIfAbsent(name, making);
    if (watching.isPresent()) {
      authority.start();
    }
    if (closed) {
      // Made while the others were being closed.
      authority.close();
    }
    return authority;
  }

  /**
   * The first answer of a session: from a question of its own, or from one asked with the same
   * credentials (that is, the same liveness object) less than an interval ago that said RUNNING, if
   * nothing else was heard of the job since. If it is RUNNING, the job is asked about at its
   * interval from now on, while the session is on its way to {@link #watch}.
   *
   * @param principal for whom; nobody's many questions use up those of the others
   * @param deadline the session's; the question itself has its own
   * @return UNKNOWN also if there is no answer in time, the budget of requests is spent, or nobody
   *     can be asked: callers skip {@link Liveness#UNTRACKED}
   * @throws InterruptedException if the calling thread is interrupted
   */
  public Liveness.State first(
      String authenticator, String principal, Liveness liveness, Deadline deadline)
      throws InterruptedException {
    if (liveness == Liveness.UNTRACKED || closed) {
      return Liveness.State.UNKNOWN;
    }
    return authority(authenticator).first(principal, liveness, deadline);
  }

  /**
   * Watches a job for one tunnel.
   *
   * @param over told once when the tunnel is to be closed, and why: {@link CloseReason#JOB_ENDED}
   *     or {@link CloseReason#AUTHORITY_LOST}; at once, on the calling thread, if the job is known
   *     to have ended. Must not block.
   * @return to be closed when the tunnel ends by itself
   */
  public Watch watch(String authenticator, Liveness liveness, Consumer<CloseReason> over) {
    if (liveness == Liveness.UNTRACKED || closed) {
      return NOTHING;
    }
    return authority(authenticator).watch(liveness, over);
  }

  /** Does what is due at all of them, for a test. */
  void tick() {
    authorities.values().forEach(LivenessAuthority::tick);
  }

  private long look() {
    for (LivenessAuthority authority : authorities.values()) {
      if (!closed) {
        authority.look(patience.toSeconds());
      }
    }
    return WatchedThread.LONGEST_REST.toNanos();
  }

  /** Why job ends might not be noticed in time, a line each; empty if they are. Never blocks. */
  public List<String> problems() {
    List<String> problems = new ArrayList<>();
    watching.flatMap(thread -> thread.problem(patience)).ifPresent(problems::add);
    authorities.values().forEach(each -> problems.addAll(each.problems(patience)));
    return problems;
  }

  /**
   * The longest time now between two questions about one job: the configured interval, or more if
   * the budget of some authenticator is short.
   */
  public Duration currentInterval() {
    return longest(settings.interval(), JobQuestions::interval);
  }

  /**
   * How long after the end of its job a tunnel is told at the latest, as long as somebody can tell:
   * the longest of the interval, one call, and a round over all jobs that are watched now with half
   * of the requests a minute; and one call more.
   */
  public Duration bound() {
    return longest(settings.interval().plus(settings.call()), JobQuestions::bound);
  }

  private Duration longest(Duration least, ToLongFunction<JobQuestions> of) {
    return Duration.ofNanos(questions().mapToLong(of).reduce(least.toNanos(), Math::max));
  }

  private Stream<JobQuestions> questions() {
    return authorities.values().stream().map(LivenessAuthority::questions);
  }

  /** How many jobs are watched. */
  public int watched() {
    return questions().mapToInt(JobQuestions::watched).sum();
  }

  /** How many questions are open. */
  public int open() {
    return questions().mapToInt(JobQuestions::open).sum();
  }

  /** Stops asking and watching; nobody is told anything more. Waits at most two seconds. */
  @Override
  public void close() {
    closed = true;
    watching.ifPresent(WatchedThread::close);
    authorities.values().forEach(LivenessAuthority::close);
  }
}
