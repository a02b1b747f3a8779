// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.tunnel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.drawbridge.splice.PipePool;
import io.drawbridge.splice.ScriptedKernel;
import io.drawbridge.splice.SplicePipe;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** When a flow goes through a pipe, and when it ceases to. */
class BulkTest {
  private static final int ROOM = 100;

  private final ScriptedKernel kernel = new ScriptedKernel();
  private final PipePool pipes = kernel.pool(1, 3);
  private final ScriptedLeg source = new ScriptedLeg(true);
  private final ScriptedLeg sink = new ScriptedLeg(true);
  private final Allowance allowance = new Allowance(OptionalLong.empty());
  private final Bulk bulk = new Bulk(pipes);

  BulkTest() {
    source.in(kernel);
    sink.in(kernel);
  }

  @AfterEach
  void nothingIsLeft() {
    assertEquals(0, pipes.leased());
    pipes.close();
    assertEquals(0, kernel.open());
  }

  private SplicePipe pipe() {
    return bulk.pipe(source, sink, allowance);
  }

  private void fullReads(int number) {
    for (int i = 0; i < number; i++) {
      bulk.copied(ROOM, ROOM);
    }
  }

  /** A load of one byte. */
  private void littleLoad() throws IOException {
    SplicePipe pipe = pipe();
    assertNotNull(pipe);
    source.sends(new byte[1]);
    assertEquals(1, bulk.fill(pipe, source));
    pipe.read(ByteBuffer.allocateDirect(1));
    bulk.giveBack(pipe);
  }

  @Test
  void bulkAfterSeveralFullReadsInARow() {
    fullReads(2);
    assertNull(pipe());
    bulk.copied(ROOM - 1, ROOM);
    fullReads(2);
    assertNull(pipe(), "one in between was short");
    fullReads(1);
    bulk.giveBack(pipe());
  }

  @Test
  void noBulkAnyMoreAfterSeveralLittleLoadsInARow() throws IOException {
    fullReads(3);
    for (int i = 0; i < 4; i++) {
      littleLoad();
    }
    assertNull(pipe());
    fullReads(2);
    assertNull(pipe());
    fullReads(1);
    littleLoad();
  }

  @Test
  void aReadAfterAnEmptyLoadSaysNothing() throws IOException {
    fullReads(3);
    SplicePipe pipe = pipe();
    assertEquals(0, bulk.fill(pipe, source));
    bulk.copied(1, ROOM);
    littleLoad();
  }

  @Test
  void neverAgainOnceASocketCannotBeSpliced() throws IOException {
    fullReads(3);
    kernel.refusesSources();
    assertEquals(0, bulk.fill(pipe(), source));
    assertNull(pipe());
  }
}
