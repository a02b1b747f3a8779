// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.benchmarks.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A relay that allocates does not pass, and neither does one that was not looked at. */
class AllocationGateTest {
  private static final double SECOND = 1e6; // in the unit of the scores

  @TempDir Path directory;

  private List<String> failures(String loop, String process) throws IOException {
    return AllocationGate.failures(
        new JmhText()
            .average("Relay.roundTrip", "64", 20, 1, JmhText.profiled(loop, process))
            .measurements(directory),
        _ -> SECOND);
  }

  @Test
  void whatJmhAllocatesItselfIsNotHeldAgainstTheRelayOnASlowMachine() throws IOException {
    assertEquals(List.of(), slow("1.7, 1.6, 1.8"));
    assertEquals(1, slow("4.2, 4.2, 4.2").size());
  }

  /** Nearly 5,000 operations an iteration. */
  private List<String> slow(String process) throws IOException {
    return AllocationGate.failures(
        new JmhText()
            .average("Relay.roundTrip", "64", 811, 1, JmhText.profiled("0.0, 0.0", process))
            .measurements(directory),
        _ -> 4 * SECOND);
  }

  @Test
  void aRelayThatAllocatesNothingPassesThoughItsTearDownAllocates() throws IOException {
    assertEquals(List.of(), failures("0.0, 0.0, 0.9", "0.1, 0.2, 0.2, 12.9"));
  }

  @Test
  void oneIterationInWhichTheLoopAllocatedFails() throws IOException {
    assertEquals(
        List.of(
            "Relay.roundTrip avgt (path=COPY, payload=64) allocates 1 bytes an operation on its"
                + " event loop; the relay must stay below 1"),
        failures("0.0, 0.0, 1.0, 0.0", "0.1, 0.1, 0.1"));
  }

  @Test
  void whereBytesAreSplicedTheMiddleIterationDecides() throws IOException {
    assertEquals(List.of(), spliced("3.2, 0.0, 0.0, 2.2, 0.1"));
    List<String> failures = spliced("3.2, 0.0, 1.0, 2.2, 0.1");
    assertEquals(1, failures.size(), "" + failures);
    assertTrue(failures.getFirst().contains("allocates 1 bytes an operation on its event loop"));
    assertEquals(1, spliced("").size(), "a profiler that found no loop");
  }

  private List<String> spliced(String loop) throws IOException {
    return AllocationGate.failures(
        new JmhText()
            .by("SPLICE")
            .average("Relay.write", "65536", 20, 1, JmhText.profiled(loop, "0.1"))
            .measurements(directory),
        _ -> SECOND);
  }

  @Test
  void anAllocationOnAnotherThreadFails() throws IOException {
    List<String> failures = failures("0.0, 0.0", "24.1, 24.0, 24.2");
    assertEquals(1, failures.size(), "" + failures);
    assertTrue(failures.getFirst().contains("bytes an operation in the process"));
  }

  @Test
  void whatWasNotMeasuredFails() throws IOException {
    assertEquals(List.of("nothing was measured"), AllocationGate.failures(List.of(), _ -> SECOND));
    List<String> failures =
        AllocationGate.failures(
            new JmhText().average("Relay.roundTrip", "64", 20, 1, "").measurements(directory),
            _ -> SECOND);
    assertEquals(2, failures.size(), "" + failures);
    assertTrue(failures.getFirst().endsWith("on its event loop was not measured"), "" + failures);
    assertEquals(1, failures("", "0.1").size(), "a profiler that found no loop");
  }
}
