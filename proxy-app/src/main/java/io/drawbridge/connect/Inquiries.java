// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.connect;

import io.drawbridge.command.ExitCode;
import io.drawbridge.command.Notices;
import io.drawbridge.connect.GatewayCheck.Answer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;

/**
 * Asks the gateway, when a tunnel was broken off, what it says of the target now: a reset carries
 * no reason, but a job that has ended or a token that has expired is refused. It is asked with the
 * job's own credential, so that it tells nobody about another's session; and about a target once in
 * a while, because a check costs the gateway and the target a connection. Safe for concurrent use;
 * holds no caller up.
 */
final class Inquiries implements AutoCloseable {
  private static final Duration PAUSE = Duration.ofSeconds(10);

  /** What one who ends waits for: the reason is most often asked for then. */
  private static final Duration LAST_WORDS = Duration.ofSeconds(5);

  @FunctionalInterface
  interface Question {
    Answer ask(String target) throws InterruptedException;
  }

  private final Map<String, Long> asked = new ConcurrentHashMap<>();
  private final Question question;
  private final UnaryOperator<String> trouble;
  private final Notices notices;
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().daemon().name("drawbridge-inquiries").factory());

  Inquiries(Question question, UnaryOperator<String> trouble, Notices notices) {
    this.question = question;
    this.trouble = trouble;
    this.notices = notices;
  }

  void brokenOff(String target) {
    long now = System.nanoTime();
    AtomicBoolean due = new AtomicBoolean();
    asked.compute(
        target,
        (_, last) -> {
          due.set(last == null || now - last > PAUSE.toNanos());
          return due.get() ? now : last;
        });
    if (!due.get()) {
      return;
    }
    try {
      thread.execute(() -> tell(target));
    } catch (RejectedExecutionException _) {
      notices.tell(target + ": a tunnel was broken off");
    }
  }

  private void tell(String target) {
    try {
      notices.tell(target + ": a tunnel was broken off, " + says(question.ask(target)));
    } catch (InterruptedException _) {
      notices.tell(target + ": a tunnel was broken off, and the gateway does not say why");
    }
  }

  private String says(Answer answer) {
    if (answer.away()) {
      return "and " + trouble.apply(answer.line());
    }
    return answer.code() == ExitCode.DONE
        ? "by the target, or at a limit that the gateway's audit names: the gateway would let this"
            + " job in again"
        : "and the gateway says: " + answer.line();
  }

  /** Waits for what was asked, at most 5 s. */
  @Override
  public void close() {
    thread.shutdown();
    try {
      if (!thread.awaitTermination(LAST_WORDS.toMillis(), TimeUnit.MILLISECONDS)) {
        thread.shutdownNow();
      }
    } catch (InterruptedException _) {
      thread.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
