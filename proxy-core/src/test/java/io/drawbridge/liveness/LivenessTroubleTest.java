// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.liveness;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drawbridge.auth.Liveness;
import io.drawbridge.auth.Liveness.State;
import io.drawbridge.guard.Waiting;
import io.drawbridge.loop.Deadline;
import io.drawbridge.observe.CloseReason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class LivenessTroubleTest extends LivenessFixture {
  @Test
  void unknownIsToleratedForTheGraceAndRunningForgetsIt() throws Exception {
    Job job = new Job("1");
    first(job);
    Told told = watch(job);
    job.state = State.UNKNOWN;
    for (int i = 0; i < 11; i++) {
      poll(job, INTERVAL);
    }
    assertTrue(told.open());
    job.state = State.RUNNING;
    poll(job, INTERVAL);
    job.thrown = new IllegalStateException("CANARY");
    for (int i = 0; i < 11; i++) {
      poll(job, INTERVAL);
    }
    assertTrue(told.open());
    after(INTERVAL);
    settled();
    after(INTERVAL);
    assertEquals(CloseReason.AUTHORITY_LOST, told.only());
    assertTrue(lines.getFirst().contains("IllegalStateException"));
  }

  @Test
  void theGraceEndsBetweenPollsToo() throws Exception {
    Job job = new Job("1");
    watch(job);
    Told told = watch(job);
    job.state = State.UNKNOWN;
    poll(job, Duration.ZERO);
    random = 1;
    for (int i = 0; i < 14; i++) {
      poll(job, Duration.ofMillis(i == 0 ? 10_000 : 8_000));
    }
    assertTrue(told.open());
    after(Duration.ofSeconds(6));
    assertEquals(CloseReason.AUTHORITY_LOST, told.only());
  }

  @Test
  void nothingAnsweredIsUnknown() throws Exception {
    Job job = new Job("1");
    job.state = null;
    assertEquals(State.UNKNOWN, first(job));
    assertEquals(State.UNKNOWN, first(Liveness.UNTRACKED));
  }

  @Test
  void anEndingJobClosesItsTunnelsAtOnceWithoutGrace() throws Exception {
    Job job = new Job("1");
    first(job);
    Told told = watch(job);
    job.state = State.ENDING;
    after(INTERVAL);
    assertEquals(CloseReason.JOB_ENDED, told.only());
  }

  @Test
  void anEndingJobKeepsItsTunnelsForTheGrace() throws Exception {
    polls.close();
    polls = polls(Duration.ofSeconds(25), 600);
    Job job = new Job("1");
    first(job);
    Told told = watch(job);
    job.state = State.ENDING;
    poll(job, INTERVAL);
    assertEquals(State.ENDING, first(job), "nothing new is let in");
    job.state = State.UNKNOWN;
    poll(job, INTERVAL);
    poll(job, INTERVAL);
    assertTrue(told.open());
    after(Duration.ofSeconds(5));
    assertEquals(CloseReason.JOB_ENDED, told.only());
  }

  @Test
  void aHangingQuestionHoldsUpNobodyElse() throws Exception {
    Job hanging = new Job("1");
    hanging.deaf = true;
    hanging.hold = new CountDownLatch(1);
    Job fine = new Job("2");
    Told told = watch(hanging);
    Told ended = watch(fine);
    polls.tick();
    asked(hanging, 1);
    asked(fine, 1);
    // An answer that is not taken in yet would put off the next question to the next interval.
    Waiting.until("the answer of the one that does not hang is in", () -> polls.open() == 1);
    fine.state = State.ENDED;
    after(INTERVAL);
    assertEquals(CloseReason.JOB_ENDED, ended.only());
    for (int i = 0; i < 13; i++) {
      after(INTERVAL);
    }
    assertEquals(1, hanging.asked.get(), "no second thread goes where the first one is");
    hanging.hold.countDown();
    assertEquals(CloseReason.AUTHORITY_LOST, told.only());
  }

  @Test
  void aFirstQuestionThatHangsIsUnknownAtTheDeadline() throws Exception {
    Job job = new Job("1");
    job.hold = new CountDownLatch(1);
    assertEquals(State.UNKNOWN, polls.first("a", "p", job, Deadline.after(Duration.ofMillis(50))));
    after(Duration.ofSeconds(5));
    job.hold = null;
    assertEquals(State.RUNNING, first(job));
  }

  @Test
  void aShortBudgetStretchesTheIntervalVisiblyAndFairly() throws Exception {
    polls.close();
    polls = polls(Duration.ZERO, 60);
    List<Job> jobs = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      jobs.add(new Job("j" + i));
      watch(jobs.getLast());
    }
    assertEquals(Duration.ofSeconds(40), polls.currentInterval());
    polls.tick();
    settled();
    assertEquals(10, total(jobs), "a burst of ten");
    for (int second = 1; second <= 75; second++) {
      after(Duration.ofSeconds(1));
      settled();
    }
    int total = total(jobs);
    assertTrue(total >= 80 && total <= 85, "ten and one a second: " + total);
    assertTrue(jobs.stream().allMatch(job -> job.asked.get() / 2 == 1), "each in its turn");
    assertTrue(lines.getFirst().startsWith("a: jobs are asked about less often"));
    assertTrue(lines.size() <= 2, "not a line for each");
  }

  @Test
  void newSessionsCannotStarveOpenTunnels() throws Exception {
    polls.close();
    polls = polls(Duration.ZERO, 60);
    Job job = new Job("1");
    first(job);
    Told told = watch(job);
    int refused = 0;
    for (int second = 0; second < 20; second++) {
      for (int i = 0; i < 10; i++) {
        refused += first(new Job("x" + second + "-" + i)) == State.UNKNOWN ? 1 : 0;
      }
      job.state = State.ENDED;
      after(Duration.ofSeconds(1));
    }
    assertEquals(CloseReason.JOB_ENDED, told.only());
    assertTrue(refused > 100, "a first question that cannot be asked refuses: " + refused);
    String line = lines.getFirst();
    assertTrue(line.startsWith("a: new sessions are refused, since they have used up"), line);
  }

  @Test
  void oneJobWithEverNewCredentialsUsesUpItsOwnShareAlone() throws Exception {
    polls.close();
    polls = polls(Duration.ZERO, 60);
    int asked = 0;
    for (int i = 0; i < 60; i++) {
      // Another object each time, as for another companion.
      asked += first(new Job("greedy")) == State.RUNNING ? 1 : 0;
    }
    assertEquals(15, asked, "a quarter of the budget of a minute");
    assertEquals(State.RUNNING, first(new Job("modest")));
    String line = lines.getFirst();
    assertTrue(line.startsWith("a: new sessions are refused, of a job that has used up"), line);
    after(Duration.ofSeconds(8));
    assertEquals(State.RUNNING, first(new Job("greedy")));
    assertEquals(State.UNKNOWN, first(new Job("greedy")));
  }

  @Test
  void aCrowdOfNewSessionsAtASlowAuthorityDoesNotHoldUpThePolls() throws Exception {
    Job job = new Job("1");
    first(job);
    Told told = watch(job);
    CountDownLatch hold = new CountDownLatch(1);
    List<Job> crowd = new ArrayList<>();
    List<Thread> sessions = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      Job slow = new Job("x" + i);
      slow.hold = hold;
      slow.deaf = true;
      crowd.add(slow);
      sessions.add(
          Thread.ofVirtual()
              .start(() -> assertDoesNotThrow(() -> assertEquals(State.UNKNOWN, first(slow)))));
    }
    Waiting.until("the crowd is asked about", () -> total(crowd) == 16);
    job.state = State.ENDED;
    after(INTERVAL);
    assertEquals(CloseReason.JOB_ENDED, told.only());
    hold.countDown();
    for (Thread session : sessions) {
      session.join();
    }
  }
}
