// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.liveness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drawbridge.auth.Liveness;
import io.drawbridge.auth.Liveness.State;
import io.drawbridge.guard.Waiting;
import io.drawbridge.loop.Deadline;
import io.drawbridge.observe.CloseReason;
import io.drawbridge.settings.LivenessSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Tunnels end with their job whatever fails on the way, and in the time that is promised. */
class LivenessSurvivalTest extends LivenessFixture {
  private static final Duration CALL = Duration.ofSeconds(5);

  private static LivenessSettings quick(Duration interval) {
    return new LivenessSettings(
        interval, Duration.ofMillis(300), Duration.ZERO, Duration.ofSeconds(1), 60_000);
  }

  private void restart(int perMinute) {
    polls.close();
    polls = polls(Duration.ZERO, perMinute);
  }

  @Test
  void aLogThatThrowsChangesNothing() throws Exception {
    polls.close();
    polls =
        new LivenessPolls(
            new LivenessSettings(
                INTERVAL, Duration.ofSeconds(120), Duration.ZERO, Duration.ofSeconds(5), 60),
            ticker,
            () -> random,
            (_, line) -> {
              lines.add(line);
              throw new IllegalStateException("a test's");
            });
    Job job = new Job("1");
    Told told = watch(job);
    job.thrown = new IllegalStateException("a test's");
    polls.tick();
    asked(job, 1);
    Waiting.until("the fault is logged", () -> !lines.isEmpty());
    settled();
    job.thrown = null;
    job.state = State.ENDED;
    after(INTERVAL);
    assertEquals(CloseReason.JOB_ENDED, told.only());
  }

  @Test
  void aTunnelThatCannotBeToldForWantOfMemoryIsToldAgain() throws Exception {
    Job job = new Job("1");
    first(job);
    AtomicInteger attempts = new AtomicInteger();
    Told told = new Told();
    polls.watch(
        "a",
        job,
        reason -> {
          if (attempts.getAndIncrement() < 3) {
            throw new OutOfMemoryError("a test's");
          }
          told.reasons.add(reason);
        });
    Told other = watch(job);
    job.state = State.ENDED;
    poll(job, INTERVAL);
    assertEquals(CloseReason.JOB_ENDED, other.only());
    Waiting.until(
        "it is told at last",
        () -> {
          polls.tick();
          return attempts.get() == 4;
        });
    assertEquals(CloseReason.JOB_ENDED, told.only());
  }

  @Test
  void anAnswerThatCannotBeTakenInForWantOfMemoryIsTakenInByTheNextTurn() {
    AtomicInteger asked = new AtomicInteger();
    Told told =
        watch(
            new Liveness() {
              @Override
              public String key() {
                return "1";
              }

              @Override
              public State check() {
                asked.incrementAndGet();
                // Whoever takes the answer in asks for the time first.
                ticker.fail(1);
                return State.ENDED;
              }
            });
    polls.tick();
    Waiting.until("asked", () -> asked.get() == 1 && ticker.failures() == 0);
    assertTrue(told.open());
    Waiting.until(
        "its thread is free",
        () -> {
          polls.tick();
          return polls.open() == 0;
        });
    assertEquals(CloseReason.JOB_ENDED, told.only());
  }

  @Test
  void aTurnThatFailsForWantOfMemoryIsMadeUpForByTheNext() throws Exception {
    Job job = new Job("1");
    first(job);
    Told told = watch(job);
    job.state = State.ENDED;
    ticker.fail(1);
    ticker.advance(INTERVAL);
    assertThrows(OutOfMemoryError.class, polls::tick);
    poll(job, Duration.ZERO);
    assertEquals(CloseReason.JOB_ENDED, told.only());
    assertEquals(0, polls.watched());
  }

  @Test
  void afterAnAnswerThatCameLateTheNextQuestionDoesNotWait() throws Exception {
    polls.close();
    polls =
        new LivenessPolls(
            new LivenessSettings(
                Duration.ofSeconds(1), Duration.ofSeconds(3), Duration.ZERO, CALL, 600),
            ticker,
            () -> random,
            (_, _) -> {});
    Job job = new Job("1");
    Told told = watch(job);
    job.hold = new CountDownLatch(1);
    job.state = State.UNKNOWN;
    polls.tick();
    asked(job, 1);
    after(Duration.ofMillis(1_500));
    after(Duration.ofMillis(500));
    job.hold.countDown();
    job.hold = null;
    settled();
    job.state = State.RUNNING;
    poll(job, Duration.ofMillis(1));
    after(Duration.ofMillis(900));
    after(CALL);
    assertTrue(told.open());
  }

  @Test
  void anAnswerOfAlmostAnIntervalAndASlowDialKeepTheBound() throws Exception {
    Job job = new Job("1");
    assertEquals(State.RUNNING, first(job));
    after(Duration.ofMillis(100));
    job.state = State.ENDED;
    after(Duration.ofMillis(9_800));
    assertEquals(State.RUNNING, first(job), "the answer of before serves this session too");
    assertEquals(1, job.asked.get());
    // The job is asked about while the session dials.
    poll(job, Duration.ofMillis(100));
    after(Duration.ofSeconds(9));
    assertEquals(CloseReason.JOB_ENDED, watch(job).only());
  }

  @Test
  void aSessionThatNeverComesToItsTunnelIsNotAskedForAnyMore() throws Exception {
    Job job = new Job("1");
    assertEquals(
        State.RUNNING, polls.first("a", "p", job, Deadline.after(Duration.ofMillis(9_000))));
    after(INTERVAL);
    after(INTERVAL);
    assertEquals(1, job.asked.get());
  }

  @Test
  void theBoundHoldsWithManyJobsBesideACrowdOfNewSessions() throws Exception {
    restart(60);
    List<Job> jobs = new ArrayList<>();
    List<Told> tunnels = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      jobs.add(new Job("j" + i));
      tunnels.add(watch(jobs.getLast()));
    }
    Duration bound = polls.bound();
    assertEquals(Duration.ofSeconds(60).plus(CALL), bound, "30 jobs at 30 a minute, and a call");
    jobs.forEach(job -> job.state = State.ENDED);
    Duration passed = Duration.ZERO;
    // As fast as the budget fills, out of what new sessions had saved up for a minute.
    Duration pace = Duration.ofMillis(650);
    for (int i = 0; tunnels.stream().anyMatch(Told::open); i++) {
      ticker.advance(pace);
      passed = passed.plus(pace);
      first(new Job("x" + i));
      polls.tick();
      settled();
      assertTrue(passed.compareTo(bound) <= 0, "open after " + passed);
    }
  }

  @Test
  void withFewJobsTheBoundIsTheIntervalAndACall() {
    watch(new Job("1"));
    assertEquals(INTERVAL.plus(CALL), polls.bound());
    assertEquals(List.of(), polls.problems());
  }

  @Test
  void aJobThatNobodyAsksAboutInTimeIsAProblem() {
    watch(new Job("1"));
    ticker.advance(Duration.ofSeconds(26));
    assertTrue(polls.problems().getFirst().startsWith("auth.a: a job was asked about 26 s ago"));
  }

  @Test
  void whereTheThreadThatTurnsIsHeldUpAllTunnelsEndAndNobodyIsLetIn() throws Exception {
    CountDownLatch hold = new CountDownLatch(1);
    try (LivenessPolls real = new LivenessPolls(quick(Duration.ofSeconds(3)), (_, _) -> {})) {
      Job job = new Job("1");
      assertEquals(State.RUNNING, firstOf(real, job));
      Told held = new Told();
      real.watch(
          "a",
          job,
          reason -> {
            held.reasons.add(reason);
            try {
              hold.await();
            } catch (InterruptedException _) {
              Thread.currentThread().interrupt();
            }
          });
      Job slow = new Job("2");
      assertEquals(State.RUNNING, firstOf(real, slow));
      Told lost = new Told();
      real.watch("a", slow, lost.reasons::add);
      // That a grace has passed is found, and the tunnel told, by the thread that turns.
      job.state = State.UNKNOWN;
      Waiting.until("it is held up", () -> !held.reasons.isEmpty());
      Waiting.until("that is a problem", () -> !real.problems().isEmpty());
      assertEquals(CloseReason.AUTHORITY_LOST, lost.only());
      assertEquals(State.UNKNOWN, firstOf(real, new Job("3")));
      hold.countDown();
      Waiting.until("it turns again", () -> real.problems().isEmpty());
    }
  }

  @Test
  void aFaultThatLastsAtOneAuthorityEndsItsOwnTunnelsAlone() throws Exception {
    try (LivenessPolls real = new LivenessPolls(quick(Duration.ofMillis(200)), (_, _) -> {})) {
      Job broken = new Job("1");
      Job fine = new Job("1");
      Told lost = new Told();
      Told ended = new Told();
      assertEquals(State.RUNNING, firstOf(real, broken));
      real.watch("a", broken, lost.reasons::add);
      assertEquals(State.RUNNING, real.first("b", "p", fine, Deadline.after(CALL)));
      real.watch("b", fine, ended.reasons::add);
      broken.unaskable = new StackOverflowError("a test's");
      assertEquals(CloseReason.AUTHORITY_LOST, lost.only());
      assertEquals(State.RUNNING, real.first("b", "p", new Job("2"), Deadline.after(CALL)));
      assertTrue(ended.open());
      fine.state = State.ENDED;
      assertEquals(CloseReason.JOB_ENDED, ended.only());
    }
  }

  private static State firstOf(LivenessPolls polls, Job job) throws InterruptedException {
    return polls.first("a", job.key(), job, Deadline.after(Duration.ofSeconds(10)));
  }

  @Test
  void thePollsThreadsAreThereBeforeATunnelIs() throws Exception {
    try (LivenessPolls real = new LivenessPolls(quick(Duration.ofMinutes(5)), (_, _) -> {})) {
      assertEquals(State.RUNNING, firstOf(real, new Job("1")));
      assertEquals(4, Waiting.threads("liveness-a-"));
      assertFalse(real.problems().iterator().hasNext());
    }
  }
}
