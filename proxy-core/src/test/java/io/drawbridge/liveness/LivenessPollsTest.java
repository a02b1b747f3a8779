// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.liveness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drawbridge.auth.Liveness.State;
import io.drawbridge.guard.Waiting;
import io.drawbridge.liveness.LivenessPolls.Watch;
import io.drawbridge.loop.Deadline;
import io.drawbridge.observe.CloseReason;
import io.drawbridge.settings.LivenessSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class LivenessPollsTest extends LivenessFixture {
  @Test
  void aJobThatEndsIsToldWithinTheIntervalOfItsFirstQuestion() throws Exception {
    Job job = new Job("1");
    assertEquals(State.RUNNING, first(job));
    // The dial takes four seconds; the interval runs from the question, not from here.
    ticker.advance(Duration.ofSeconds(4));
    Told told = watch(job);
    polls.tick();
    assertEquals(1, job.asked.get());
    job.state = State.ENDED;
    after(Duration.ofSeconds(6));
    assertEquals(CloseReason.JOB_ENDED, told.only());
    assertEquals(0, polls.watched());
  }

  @Test
  void theIntervalIsAMaximumAndTheJitterAFifth() throws Exception {
    Job job = new Job("1");
    random = 0.999;
    first(job);
    watch(job);
    after(Duration.ofMillis(7_900));
    assertEquals(1, job.asked.get());
    poll(job, Duration.ofMillis(200));
    random = 0;
    poll(job, Duration.ofMillis(8_100));
    after(Duration.ofMillis(9_900));
    assertEquals(3, job.asked.get());
    poll(job, Duration.ofMillis(100));
  }

  @Test
  void onePollServesAllTunnelsOfAJobAndOtherJobsAreUntouched() throws Exception {
    Job job = new Job("1");
    Job same = new Job("1");
    Job other = new Job("2");
    for (Job each : List.of(job, same, other)) {
      assertEquals(State.RUNNING, first(each));
    }
    List<Told> told = List.of(watch(job), watch(same), watch(same));
    Told untouched = watch(other);
    assertEquals(2, polls.watched());
    same.state = State.ENDED;
    after(INTERVAL);
    for (Told each : told) {
      assertEquals(CloseReason.JOB_ENDED, each.only());
    }
    assertEquals(3, job.asked.get() + same.asked.get());
    assertTrue(untouched.open());
    Told late = watch(job);
    assertEquals(CloseReason.JOB_ENDED, late.only());
    assertEquals(1, polls.watched());
  }

  @Test
  void authoritiesAreKeptApart() {
    Job one = new Job("1");
    Job two = new Job("1");
    Told first = new Told();
    Told second = new Told();
    polls.watch("a", one, first.reasons::add);
    polls.watch("b", two, second.reasons::add);
    two.state = State.ENDED;
    polls.tick();
    assertEquals(CloseReason.JOB_ENDED, second.only());
    settled();
    assertTrue(first.open());
  }

  @Test
  void theSameCredentialsShareAQuestionForAnInterval() throws Exception {
    Job job = new Job("1");
    first(job);
    ticker.advance(Duration.ofMillis(9_999));
    assertEquals(State.RUNNING, first(job));
    assertEquals(1, job.asked.get());
    ticker.advance(Duration.ofMillis(1));
    first(job);
    assertEquals(2, job.asked.get());
    // Other credentials for the same job ask for themselves.
    Job stolen = new Job("1");
    stolen.state = State.ENDED;
    assertEquals(State.ENDED, first(stolen));
    assertEquals(State.ENDED, first(stolen));
    assertEquals(2, stolen.asked.get(), "only RUNNING is shared");
  }

  @Test
  void whatOthersAreAnsweredDoesNotCloseATunnel() throws Exception {
    Job job = new Job("1");
    first(job);
    Told told = watch(job);
    Job wrong = new Job("1");
    wrong.state = State.ENDED;
    assertEquals(State.ENDED, first(wrong));
    polls.tick();
    assertTrue(told.open());
  }

  @Test
  void aPollThatHeardOtherwiseEndsTheSharing() throws Exception {
    Job job = new Job("1");
    random = 1;
    first(job);
    watch(job);
    job.state = State.UNKNOWN;
    poll(job, Duration.ofSeconds(8));
    assertEquals(State.UNKNOWN, first(job));
    assertEquals(3, job.asked.get());
  }

  @Test
  void sessionsThatComeTogetherShareOneQuestion() throws Exception {
    Job job = new Job("1");
    job.hold = new CountDownLatch(1);
    List<State> answers = Collections.synchronizedList(new ArrayList<>());
    List<Thread> sessions = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      sessions.add(
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      answers.add(first(job));
                    } catch (InterruptedException _) {
                      // Counted below as a missing answer.
                    }
                  }));
    }
    asked(job, 1);
    // One of them goes away; the others still get their answer.
    sessions.getFirst().interrupt();
    sessions.getFirst().join();
    job.hold.countDown();
    for (Thread session : sessions) {
      session.join();
    }
    assertEquals(Collections.nCopies(19, State.RUNNING), answers);
    assertEquals(1, job.asked.get());
  }

  @Test
  void aTunnelThatLeftIsNotToldAndItsJobNotAskedAbout() throws Exception {
    Job job = new Job("1");
    first(job);
    Told told = new Told();
    Watch watch = polls.watch("a", job, told.reasons::add);
    watch.close();
    watch.close();
    assertEquals(0, polls.watched());
    job.state = State.ENDED;
    after(Duration.ofSeconds(30));
    assertEquals(1, job.asked.get());
    assertTrue(told.open());
  }

  @Test
  void theOwnThreadDoesAllOfThis() throws Exception {
    LivenessSettings quick =
        new LivenessSettings(
            Duration.ofMillis(200),
            Duration.ofSeconds(1),
            Duration.ZERO,
            Duration.ofSeconds(1),
            6000);
    try (LivenessPolls real = new LivenessPolls(quick, (name, line) -> lines.add(name + line))) {
      Job job = new Job("1");
      real.first("a", "p", job, Deadline.after(Duration.ofSeconds(5)));
      Told told = new Told();
      real.watch("a", job, told.reasons::add);
      Waiting.until("asked again and again", () -> job.asked.get() > 3);
      job.state = State.ENDED;
      assertEquals(CloseReason.JOB_ENDED, told.only());
    }
    assertEquals(0, Waiting.threads("drawbridge-liveness"));
  }

  @Test
  void afterClosingNothingIsKnown() throws Exception {
    Job job = new Job("1");
    job.hold = new CountDownLatch(1);
    List<State> answers = Collections.synchronizedList(new ArrayList<>());
    Thread session =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    answers.add(first(job));
                  } catch (InterruptedException _) {
                    // Counted below as a missing answer.
                  }
                });
    asked(job, 1);
    polls.close();
    session.join();
    assertEquals(List.of(State.UNKNOWN), answers);
    assertEquals(State.UNKNOWN, first(new Job("2")));
  }
}
