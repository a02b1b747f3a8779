// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class NoticesTest {
  @Test
  void whatWasToldIsPrintedBeforeTheEnd() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (Notices notices = new Notices(new PrintStream(bytes, true, StandardCharsets.UTF_8))) {
      notices.tell("one");
      notices.tell("two\nlines \u001b[31m");
    }
    assertEquals(
        "drawbridge: one\ndrawbridge: two lines  [31m\n",
        bytes.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n"));
  }

  @Test
  @Timeout(20)
  void aReaderThatDoesNotReadHoldsNobodyUp() {
    CountDownLatch never = new CountDownLatch(1);
    OutputStream stuck =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            try {
              never.await();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
              throw new IOException(e);
            }
          }
        };
    long begin = System.nanoTime();
    try (Notices notices = new Notices(new PrintStream(stuck, true, StandardCharsets.UTF_8))) {
      for (int i = 0; i < 10_000; i++) {
        notices.tell("line " + i);
      }
    } finally {
      never.countDown();
    }
    assertTrue(System.nanoTime() - begin < 10_000_000_000L);
  }
}
