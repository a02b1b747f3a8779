// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.ResourceBundle;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Whatever an embedder's logger does, whoever logs goes on. */
class LogQueueTest {
  private final List<String> written = Collections.synchronizedList(new ArrayList<>());
  private volatile Throwable thrown;
  private volatile CountDownLatch hold = new CountDownLatch(0);

  private final System.Logger embedders =
      new System.Logger() {
        @Override
        public String getName() {
          return "embedder's";
        }

        @Override
        public boolean isLoggable(Level level) {
          return true;
        }

        @Override
        public void log(Level level, ResourceBundle bundle, String line, Throwable cause) {
          write(line);
        }

        @Override
        public void log(Level level, ResourceBundle bundle, String line, Object... values) {
          write(line);
        }
      };

  private void write(String line) {
    try {
      hold.await();
    } catch (InterruptedException _) {
      return;
    }
    Throwable fault = thrown;
    if (fault != null) {
      LogQueueTest.<RuntimeException>raise(fault);
    }
    written.add(line);
  }

  @SuppressWarnings("unchecked")
  private static <T extends Throwable> void raise(Throwable fault) throws T {
    throw (T) fault;
  }

  @Test
  void linesComeInTheirOrderAndTheLastBeforeItIsClosed() {
    try (LogQueue log = new LogQueue(embedders)) {
      for (int i = 0; i < 500; i++) {
        log.log(System.Logger.Level.INFO, "line " + i);
      }
    }
    assertEquals(500, written.size());
    assertEquals("line 499", written.getLast());
    assertEquals(0, Waiting.threads("drawbridge-log"));
  }

  @Test
  void aLoggerThatThrowsLosesItsLineAndNothingElse() {
    try (LogQueue log = new LogQueue(embedders)) {
      for (Throwable fault : List.of(new IllegalStateException(), new StackOverflowError())) {
        thrown = fault;
        log.log(System.Logger.Level.INFO, "lost");
        Waiting.until("it is taken", () -> log.waiting() == 0);
      }
      thrown = null;
      log.log(System.Logger.Level.INFO, "written");
      Waiting.until("the next line is written", () -> written.contains("written"));
    }
  }

  @Test
  void aLoggerThatBlocksHoldsNobodyUpAndTellsHowManyLinesWereLost() {
    hold = new CountDownLatch(1);
    try (LogQueue log = new LogQueue(embedders)) {
      for (int i = 0; i < 3_000; i++) {
        log.log(System.Logger.Level.INFO, "line");
      }
      assertTrue(log.waiting() <= 1_001, "and one that is being written");
      hold.countDown();
      Waiting.until(
          "the loss is told",
          () -> List.copyOf(written).stream().anyMatch(line -> line.contains("lines were lost")));
    }
  }
}
