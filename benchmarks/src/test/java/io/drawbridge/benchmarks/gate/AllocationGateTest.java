// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.benchmarks.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/** A relay that allocates does not pass, and neither does one that was not looked at. */
class AllocationGateTest {
  private static final double SECOND = 1e6;

  private static List<String> failures(List<Double> loop, List<Double> process) {
    RelayCost cost = new RelayCost("Relay.roundTrip (64 B)", List.of(20.0), loop, process);
    return AllocationGate.failures(List.of(cost), SECOND);
  }

  @Test
  void whatJmhAllocatesItselfIsNotHeldAgainstTheRelayOnASlowMachine() {
    assertEquals(List.of(), slow(1.7, 1.6, 1.8));
    assertEquals(1, slow(4.2, 4.2, 4.2).size());
  }

  /** Nearly 5,000 operations an iteration. */
  private static List<String> slow(Double... process) {
    RelayCost cost =
        new RelayCost(
            "Relay.roundTrip (64 B)", List.of(811.0), List.of(0.0, 0.0), List.of(process));
    return AllocationGate.failures(List.of(cost), 4 * SECOND);
  }

  @Test
  void aRelayThatAllocatesNothingPassesThoughItsTearDownAllocates() {
    assertEquals(List.of(), failures(List.of(0.0, 0.0, 0.9), List.of(0.1, 0.2, 0.2, 12.9)));
  }

  @Test
  void oneObjectInSixteenOperationsFails() {
    assertEquals(
        List.of(
            "Relay.roundTrip (64 B) allocates 1.00 bytes an operation on its event loop; the relay"
                + " must stay below 1"),
        failures(List.of(1.0, 1.01, 46.9, 1.0), List.of(0.1, 0.1, 0.1)));
  }

  @Test
  void iterationsInWhichTheMachineCompiledAgainAreNotHeldAgainstTheRelay() {
    assertEquals(List.of(), failures(List.of(46.9, 3.2, 0.0, 2.2), List.of(46.9, 3.3, 0.1, 2.3)));
  }

  @Test
  void anAllocationOnAnotherThreadFails() {
    List<String> failures = failures(List.of(0.0, 0.0), List.of(24.1, 24.0, 24.2));
    assertEquals(1, failures.size(), "" + failures);
    assertTrue(failures.getFirst().contains("bytes an operation in the process"));
  }

  @Test
  void whatWasNotMeasuredFails() {
    assertEquals(List.of("nothing was measured"), AllocationGate.failures(List.of(), SECOND));
    List<String> failures = failures(List.of(), List.of());
    assertEquals(2, failures.size(), "" + failures);
    assertTrue(failures.getFirst().endsWith("on its event loop was not measured"), "" + failures);
    assertEquals(1, failures(List.of(), List.of(0.1)).size(), "no loop was found");
  }
}
