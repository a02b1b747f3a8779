// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.tunnel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drawbridge.leg.LegBuffers;
import io.drawbridge.splice.PipePool;
import io.drawbridge.splice.ScriptedKernel;
import io.drawbridge.tunnel.PlayedRelay.Event;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/**
 * Every sequence of the events that can befall a tunnel, up to a length: whatever happens in
 * whatever order, it ends exactly once, loses and reorders no byte it has taken, counts right,
 * gives every buffer back and never says goodbye for a peer that said none. A thorough run, as in
 * CI, makes the sequences one event longer: twelve times as many.
 */
class RelayInterleavingTest {
  private static final int SHORT = Boolean.getBoolean("thorough") ? 4 : 3;
  private static final int LONG = SHORT + 1;

  private static TunnelLimits limits(OptionalLong bytes) {
    return new TunnelLimits(
        Optional.empty(),
        Optional.empty(),
        Optional.of(Duration.ofSeconds(30)),
        bytes,
        Duration.ofSeconds(20),
        Duration.ofSeconds(10),
        NoLimits.NONE.farewell());
  }

  TunnelLimits limits = limits(OptionalLong.empty());
  final ByteBuffer scratch = ByteBuffer.allocateDirect(4);
  ScriptedKernel kernel; // null: everything is copied
  PipePool pipes;
  private int fullReads = Integer.MAX_VALUE; // never bulk
  private long sequences;

  @Test
  void everyOrderOfEventsOnPlainLegs() {
    explore(true, false, LONG);
  }

  @Test
  void everyOrderOfEventsWhenLegsHoldSealedBytes() {
    explore(true, true, SHORT);
  }

  @Test
  void everyOrderOfEventsWhenTheClientSpeaksTls12() {
    explore(false, true, SHORT);
  }

  @Test
  void everyOrderOfEventsWithALimitOfBytes() {
    limits = limits(OptionalLong.of(8));
    explore(true, false, SHORT);
  }

  @Test
  void everyOrderOfEventsWhenBulkIsCopied() {
    fullReads = 0;
    explore(true, false, LONG);
  }

  @Test
  void everyOrderOfEventsWhenFlowsBecomeBulkThatIsCopied() {
    fullReads = 1;
    explore(true, true, SHORT);
  }

  @Test
  void everyOrderOfEventsWhenCopiedBulkHasALimit() {
    fullReads = 0;
    limits = limits(OptionalLong.of(8));
    explore(true, false, SHORT);
  }

  @Test
  void everyOrderOfEventsWhenBytesAreSpliced() {
    fullReads = 0;
    kernel = new ScriptedKernel();
    explore(true, false, LONG);
  }

  @Test
  void everyOrderOfEventsWhenFlowsBecomeBulkAndCeaseToBe() {
    // A message of five bytes fills the scratch buffer once, and four little loads are too little.
    fullReads = 1;
    kernel = new ScriptedKernel();
    explore(true, false, LONG);
    assertTrue(kernel.spliced() > 0, "nothing was spliced");
  }

  @Test
  void everyOrderOfEventsWhenAResetComesInTheMidstOfASplice() {
    fullReads = 0;
    kernel = new ScriptedKernel().resetsUnderWay();
    explore(true, false, LONG);
  }

  @Test
  void everyOrderOfEventsWhenSplicedBytesHaveALimit() {
    fullReads = 0;
    kernel = new ScriptedKernel();
    limits = limits(OptionalLong.of((1 << 20) + 8));
    explore(true, false, SHORT);
  }

  @Test
  void everyOrderOfEventsWhenTheKernelSplicesFromNoSocket() {
    fullReads = 0;
    kernel = new ScriptedKernel().refusesSources();
    explore(true, false, SHORT);
  }

  @Test
  void everyOrderOfEventsWhenTheKernelSplicesToNoSocket() {
    fullReads = 0;
    kernel = new ScriptedKernel().refusesSinks();
    explore(true, false, SHORT);
  }

  private void explore(boolean halfCloses, boolean holdsInside, int length) {
    long buffers = LegBuffers.outstanding();
    boolean copied = kernel == null;
    pipes = (copied ? new ScriptedKernel() : kernel).pool(copied ? 0 : 2, fullReads);
    Event[] sequence = new Event[length];
    explore(halfCloses, holdsInside, sequence, 0);
    assertEquals(2 * Math.powExact(Event.values().length, length), sequences, "none left out");
    assertEquals(0, pipes.leased(), "pipes out");
    pipes.close();
    assertEquals(0, kernel == null ? 0 : kernel.open(), "descriptors open");
    assertEquals(buffers, LegBuffers.outstanding(), "buffers out");
  }

  private void explore(boolean halfCloses, boolean holdsInside, Event[] sequence, int at) {
    if (at == sequence.length) {
      for (boolean clientFirst : new boolean[] {true, false}) {
        sequences++;
        try {
          new PlayedRelay(this, halfCloses, holdsInside, clientFirst).play(sequence);
        } catch (AssertionError | RuntimeException failure) {
          throw new AssertionError(
              Arrays.toString(sequence) + (clientFirst ? ", client first" : ", target first"),
              failure);
        }
      }
      return;
    }
    for (Event event : Event.values()) {
      sequence[at] = event;
      explore(halfCloses, holdsInside, sequence, at + 1);
    }
  }
}
