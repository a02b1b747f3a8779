// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.splice;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Pipes are few, bounded, given back empty, and done without where there are none. */
class PipePoolTest {
  private final ScriptedKernel kernel = new ScriptedKernel();

  @Test
  void onePipeServesManyOneAfterTheOther() {
    try (PipePool pool = kernel.pool(8, 4)) {
      SplicePipe first = pool.lease();
      pool.giveBack(first);
      assertSame(first, pool.lease());
      assertEquals(1, kernel.asked());
      pool.giveBack(first);
    }
    assertEquals(0, kernel.open());
  }

  @Test
  void noMoreThanWereAllowed() {
    try (PipePool pool = kernel.pool(2, 4)) {
      SplicePipe first = pool.lease();
      SplicePipe second = pool.lease();
      assertNull(pool.lease());
      assertEquals(2, pool.leased());
      pool.giveBack(first);
      assertNotNull(pool.lease());
      pool.giveBack(first);
      pool.giveBack(second);
    }
    assertEquals(0, kernel.open());
  }

  @Test
  void withoutADescriptorLeftThereIsNoneAndTheKernelIsNotAskedForEveryRead() {
    kernel.full(true);
    try (PipePool pool = kernel.pool(2, 4)) {
      for (int i = 0; i < 100; i++) {
        assertNull(pool.lease());
      }
      assertTrue(kernel.asked() <= 2, kernel.asked() + " times"); // at most once a second
      assertEquals(0, pool.open());
    }
  }

  @Test
  void aPipeOfTwoPagesIsNotTaken() {
    kernel.grants(8192); // what is left past a user's share, pipe(7)
    try (PipePool pool = kernel.pool(2, 4)) {
      assertNull(pool.lease());
      assertEquals(0, kernel.open());
    }
  }

  @Test
  void aSmallerPipeIsTakenWhereTheLargestIsRefusedAndFilledNoFurther() throws IOException {
    Holding small = new Holding(256 * 1024);
    try (PipePool pool = new PipePool(() -> small, 2, 4)) {
      SplicePipe pipe = pool.lease();
      assertEquals(5, pipe.fill(1));
      assertEquals(256 * 1024, small.wanted);
      pool.giveBack(pipe);
    }
  }

  @Test
  void aKernelThatLacksACallIsDoneWithout() {
    AtomicInteger asked = new AtomicInteger();
    PipePool pool =
        new PipePool(
            () -> {
              asked.incrementAndGet();
              throw new ExceptionInInitializerError("no such call");
            },
            1,
            4);
    assertNull(pool.lease());
    assertNull(pool.lease());
    assertEquals(1, asked.get());
    assertEquals(0, pool.open());
    assertEquals(0, pool.leased());
  }

  @Test
  void aPipeThatHoldsBytesIsClosedInsteadOfKept() throws IOException {
    try (PipePool pool = new PipePool(() -> new Holding(PipePool.LARGEST), 2, 4)) {
      SplicePipe pipe = pool.lease();
      assertEquals(5, pipe.fill(1));
      assertThrows(IllegalStateException.class, () -> pipe.fill(1));
      pool.giveBack(pipe);
      assertEquals(0, pool.open());
    }
  }

  @Test
  void afterTheEndWhatComesBackIsClosed() {
    PipePool pool = kernel.pool(2, 4);
    SplicePipe pipe = pool.lease();
    pool.close();
    assertEquals(2, kernel.open());
    pool.giveBack(pipe);
    assertEquals(0, kernel.open());
    assertNull(pool.lease());
  }

  @Test
  void anEmptyPoolAsksNobody() {
    try (PipePool pool = PipePool.open(0)) {
      assertNull(pool.lease());
    }
  }

  /** A kernel whose sockets always have five bytes, and which is interrupted at first. */
  private static final class Holding implements Kernel {
    private final int granted;
    private boolean interrupted;
    private long wanted;

    Holding(int granted) {
      this.granted = granted;
    }

    @Override
    public long pipe(int[] ends) {
      return 0;
    }

    @Override
    public long resize(int pipe, int bytes) {
      return bytes > granted ? -EPERM : bytes;
    }

    @Override
    public long splice(int from, int to, long most) {
      wanted = most;
      if (!interrupted) {
        interrupted = true;
        return -EINTR;
      }
      return 5;
    }

    @Override
    public long read(int from, ByteBuffer into) {
      return 0;
    }

    @Override
    public void close(int descriptor) {}
  }
}
