// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.liveness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** No job and no crowd of sessions gets more of an authority than its part. */
class PollBudgetTest {
  private static final Optional<String> ASKED = Optional.empty();
  private static final List<String> GREEDY = List.of("greedy");
  private static final List<String> MODEST = List.of("modest");

  private long now;

  private void pass(Duration time) {
    now += time.toNanos();
  }

  private int asked(PollBudget budget, List<String> jobs) {
    int asked = 0;
    while (budget.first(jobs, jobs.getFirst(), 1, now).isEmpty()) {
      asked++;
    }
    return asked;
  }

  @Test
  void whatIsRefusedCostsNoneOfItsJobsAnything() {
    PollBudget budget = new PollBudget(60, now);
    assertEquals(15, asked(budget, GREEDY));
    List<String> both = List.of("modest", "greedy");
    for (int i = 0; i < 100; i++) {
      assertEquals(Optional.of(PollBudget.JOB), budget.first(both, both.getFirst(), 1, now));
    }
    assertEquals(15, asked(budget, MODEST), "its own quarter is untouched");
  }

  @Test
  void whatAllTogetherAreRefusedCostsTheJobNothing() {
    PollBudget budget = new PollBudget(60, now);
    for (int job = 0; job < 4; job++) {
      assertEquals(15, asked(budget, List.of("j" + job)));
    }
    for (int i = 0; i < 100; i++) {
      assertEquals(
          Optional.of(PollBudget.SESSIONS), budget.first(MODEST, MODEST.getFirst(), 1, now));
    }
    pass(Duration.ofSeconds(31));
    assertEquals(15, asked(budget, MODEST));
  }

  @ParameterizedTest
  @CsvSource({"1, 2", "10, 2", "20, 5", "40, 10", "600, 150"})
  void oneJobsBurstLeavesMostToTheOthers(int perMinute, int burst) {
    PollBudget budget = new PollBudget(perMinute, now);
    assertEquals(burst, asked(budget, GREEDY));
    assertEquals(Optional.of(PollBudget.JOB), budget.first(GREEDY, GREEDY.getFirst(), 1, now));
    assertEquals(ASKED, budget.first(MODEST, MODEST.getFirst(), 1, now));
  }

  @Test
  void aQuestionDearerThanAQuarterIsPaidForAfterwards() {
    PollBudget budget = new PollBudget(8, now);
    assertEquals(ASKED, budget.first(GREEDY, GREEDY.getFirst(), 4, now));
    // One request a minute is its own, and two are needed for the debt.
    pass(Duration.ofSeconds(119));
    assertEquals(Optional.of(PollBudget.JOB), budget.first(GREEDY, GREEDY.getFirst(), 1, now));
    assertEquals(
        ASKED, budget.first(GREEDY, GREEDY.getFirst(), 0, now), "what asks nobody is not held up");
    pass(Duration.ofSeconds(62));
    assertEquals(ASKED, budget.first(GREEDY, GREEDY.getFirst(), 1, now));
  }

  @Test
  void twoSubjectsOfOneNameAreOneJob() {
    PollBudget budget = new PollBudget(60, now);
    assertEquals(15, asked(budget, List.of("greedy", "greedy")));
  }

  @Test
  void theDearestQuestionCanBeAskedOnTheSmallestBudget() {
    PollBudget budget = new PollBudget(1, now);
    assertTrue(budget.poll(TrackedLiveness.MAX_COST, now));
    assertEquals(ASKED, budget.first(GREEDY, GREEDY.getFirst(), TrackedLiveness.MAX_COST, now));
    assertFalse(budget.poll(1, now));
    now += budget.delay(TrackedLiveness.MAX_COST, now);
    assertTrue(budget.poll(TrackedLiveness.MAX_COST, now));
  }
}
