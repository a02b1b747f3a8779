// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.auth.jwt;

import static io.drawbridge.auth.Liveness.State.ENDED;
import static io.drawbridge.auth.Liveness.State.RUNNING;
import static io.drawbridge.auth.Liveness.State.UNKNOWN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.drawbridge.auth.Liveness;
import io.drawbridge.auth.Liveness.State;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;

/** An end is believed when two answers say it, however slowly they come, and never by one. */
class ConfirmedLivenessTest {
  private final Queue<State> answers = new ArrayDeque<>();
  private Instant now = Instant.EPOCH;
  private boolean outOfTime;
  private final Liveness job =
      new ConfirmedLiveness(
          "job",
          answers::remove,
          () -> {
            if (outOfTime) {
              throw new InterruptedException();
            }
          },
          () -> now);

  private State check(State... next) throws InterruptedException {
    answers.addAll(List.of(next));
    State state = job.check();
    assertEquals(0, answers.size(), "answers that nobody asked for");
    return state;
  }

  private void endsWithoutTimeForTheSecond() {
    outOfTime = true;
    assertThrows(InterruptedException.class, () -> check(ENDED));
    outOfTime = false;
  }

  @Test
  void twoAnswersOfOneCheckAreAnEnd() throws Exception {
    assertEquals(ENDED, check(ENDED, ENDED));
  }

  @Test
  void oneAnswerIsNone() throws Exception {
    assertEquals(RUNNING, check(ENDED, RUNNING));
    assertEquals(UNKNOWN, check(ENDED, UNKNOWN));
  }

  @Test
  void anAnswerOfTheCheckBeforeCountsAsTheFirst() throws Exception {
    endsWithoutTimeForTheSecond();
    now = now.plusSeconds(10);
    assertEquals(UNKNOWN, check(UNKNOWN));
    assertEquals(ENDED, check(ENDED));
  }

  @Test
  void anAnswerThatItRunsTakesTheEndBack() throws Exception {
    endsWithoutTimeForTheSecond();
    now = now.plusSeconds(10);
    assertEquals(RUNNING, check(RUNNING));
    assertEquals(RUNNING, check(ENDED, RUNNING));
  }

  /** Two checks at the same time may both hear the one wrong answer. */
  @Test
  void anAnswerWithinTheSameSecondConfirmsNothing() throws Exception {
    endsWithoutTimeForTheSecond();
    now = now.plusMillis(999);
    assertEquals(RUNNING, check(ENDED, RUNNING));
  }

  @Test
  void aClockThatWasSetBackConfirmsNothingAndHoldsNothingUp() throws Exception {
    endsWithoutTimeForTheSecond();
    now = now.minusSeconds(3_600);
    endsWithoutTimeForTheSecond();
    now = now.plusSeconds(1);
    assertEquals(ENDED, check(ENDED));
  }

  @Test
  void aCheckTakesTwoQuestionsAndTheSecondBetweenThem() {
    assertEquals(Duration.ofSeconds(7), ConfirmedLiveness.longest(Duration.ofSeconds(3)));
  }
}
