// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.identify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drawbridge.auth.Advice;
import io.drawbridge.auth.Authentication;
import io.drawbridge.auth.Authenticator;
import io.drawbridge.auth.Credentials;
import io.drawbridge.auth.Liveness;
import io.drawbridge.auth.Peer;
import io.drawbridge.guard.Waiting;
import io.drawbridge.loop.Deadline;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class HostileAuthenticatorTest extends AuthenticatorsFixture {
  @Test
  void everyKindOfFaultIsUnavailableAndTellsNothing() throws Exception {
    List<Authenticator> hostile =
        List.of(
            throwing(),
            (_, _) -> null,
            (_, _) -> {
              throw new LinkageError("CANARY");
            },
            (_, _) -> {
              throw new StackOverflowError();
            },
            (_, _) -> {
              throw new LyingException();
            },
            (_, _) -> {
              throw new InterruptedException("CANARY");
            },
            (_, _) -> verified("x".repeat(2_049)),
            (_, _) -> verified("two\nlines"),
            (_, _) -> verified(" "),
            (_, _) -> verified("s", key("x".repeat(257)), Duration.ZERO, Instant.MAX),
            (_, _) -> verified("s", key(null), Duration.ZERO, Instant.MAX),
            (_, _) -> tooMuch(true),
            (_, _) -> tooMuch(false));
    for (Authenticator one : hostile) {
      int before = faults.get();
      order(one);
      Verdict.Unavailable verdict = assertInstanceOf(Verdict.Unavailable.class, ask());
      assertTrue(verdict.explanation().contains("fault a0-1"), verdict.explanation());
      assertFalse(verdict.explanation().contains("CANARY"));
      assertEquals(before + 1, faults.get());
      all.close();
    }
    assertTrue(lines.getFirst().contains("java.lang.IllegalStateException"), lines.getFirst());
  }

  private Advice advised(Advice advice) throws Exception {
    order(
        new Authenticator() {
          @Override
          public Authentication authenticate(Credentials presented, Peer peer) {
            return NOT_MINE;
          }

          @Override
          public Advice advice() {
            return advice;
          }
        });
    return all.advice(Deadline.after(Duration.ofSeconds(20))).get("a0");
  }

  private static Advice.Demand demanding(String otherwise) {
    return Advice.Demand.of(Advice.Measure.EXACT, Set.of("role"), otherwise);
  }

  @Test
  void whatAPluginAdvisesIsMaskedAndBounded() throws Exception {
    String told = "see glpat-CANARYCANARY0001\n" + "x".repeat(999);
    Advice advice =
        advised(
            new Advice(
                Collections.nCopies(300, told), false, Collections.nCopies(300, demanding(told))));
    assertFalse(advice.tracked());
    assertEquals(100, advice.settings().size());
    assertEquals(20, advice.demands().size());
    assertEquals(Set.of("role"), advice.demands().getFirst().claims());
    List<String> texts = new ArrayList<>(advice.settings());
    texts.add(advice.demands().getFirst().otherwise());
    for (String text : texts) {
      assertTrue(text.startsWith("see *** x") && text.length() <= 301, text);
    }
  }

  @Test
  void anAdviceThatCannotBeToldIsAFault() throws Exception {
    // Control characters alone are no sentence.
    Advice empty = new Advice(List.of(), true, List.of(demanding("\u0001")));
    for (Advice bad : Arrays.asList(null, empty)) {
      String told = advised(bad).settings().getFirst();
      assertTrue(told.startsWith("its plugin gives no advice: a0 cannot answer now"), told);
    }
  }

  @Test
  void aCallThatHangsEndsAtItsDeadlineAndItsLateAnswerIsDropped() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    order(
        limits(2, 2, Duration.ofMillis(200)),
        (_, _) -> {
          boolean waiting = true;
          while (waiting) {
            try {
              release.await();
              waiting = false;
            } catch (InterruptedException _) {
              // A plugin that ignores its interruption.
            }
          }
          return verified("late", Liveness.UNTRACKED, Duration.ofMinutes(5), Instant.MAX);
        },
        (_, _) -> NOT_MINE);
    long began = System.nanoTime();
    assertInstanceOf(Verdict.Unavailable.class, ask());
    assertTrue(System.nanoTime() - began < Duration.ofSeconds(3).toNanos());
    assertEquals(1, faults.get());
    assertEquals(0, all.lateAnswers());
    release.countDown();
    Waiting.until("the late answer is counted", () -> all.lateAnswers() == 1);
    assertEquals(0, all.rememberedCount());
  }

  @Test
  void aCallIsInterruptedAtItsDeadline() throws Exception {
    AtomicBoolean interrupted = new AtomicBoolean();
    order(
        limits(2, 2, Duration.ofMillis(100)),
        (_, _) -> {
          try {
            new CountDownLatch(1).await();
            return null;
          } catch (InterruptedException e) {
            interrupted.set(true);
            throw e;
          }
        });
    assertInstanceOf(Verdict.Unavailable.class, ask());
    Waiting.until("the plugin is interrupted", interrupted::get);
  }

  @Test
  void anInterruptedCallerTakesItsCallAlong() throws Exception {
    CountDownLatch inside = new CountDownLatch(1);
    AtomicBoolean interrupted = new AtomicBoolean();
    order(
        (_, _) -> {
          inside.countDown();
          try {
            new CountDownLatch(1).await();
          } catch (InterruptedException _) {
            interrupted.set(true);
          }
          return null;
        });
    AtomicBoolean told = new AtomicBoolean();
    Thread session =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    ask();
                  } catch (InterruptedException _) {
                    told.set(true);
                  }
                });
    inside.await();
    session.interrupt();
    session.join();
    assertTrue(told.get());
    Waiting.until("the plugin is interrupted", interrupted::get);
    assertEquals(0, faults.get());
  }

  @Test
  void aSpinningPluginHoldsItsOwnThreadsOnly() throws Exception {
    AtomicBoolean stop = new AtomicBoolean();
    order(
        limits(1, 1, Duration.ofMillis(200)),
        (_, _) -> {
          while (!stop.get()) {
            Thread.onSpinWait();
          }
          return NOT_MINE;
        },
        (_, _) -> verified("s"));
    // The first call holds the only thread, the next ones wait in line for nothing.
    for (int i = 0; i < 3; i++) {
      assertEquals("a1", assertInstanceOf(Verdict.Verified.class, ask()).authenticator());
    }
    stop.set(true);
  }

  @Test
  void aFullLineIsOverload() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    CountDownLatch inside = new CountDownLatch(1);
    order(
        limits(1, 1, Duration.ofSeconds(10)),
        (_, _) -> {
          inside.countDown();
          release.await();
          return NOT_MINE;
        });
    Thread session =
        Thread.ofVirtual().start(() -> assertThrows(InterruptedException.class, this::ask));
    inside.await();
    // It waits in line behind the one that runs until its own time is over, and was never asked.
    assertInstanceOf(
        Verdict.Overloaded.class,
        all.authenticate(TOKEN, PEER, Deadline.after(Duration.ofMillis(50))));
    List<Thread> line = new ArrayList<>();
    line.add(session);
    line.add(Thread.ofVirtual().start(() -> assertThrows(InterruptedException.class, this::ask)));
    Waiting.until(
        "one waits in line", () -> line.getLast().getState() == Thread.State.TIMED_WAITING);
    long began = System.nanoTime();
    assertInstanceOf(Verdict.Overloaded.class, ask());
    assertTrue(System.nanoTime() - began < Duration.ofSeconds(5).toNanos(), "told at once");
    for (Thread one : line) {
      one.interrupt();
      one.join();
    }
    release.countDown();
    assertEquals(0, faults.get());
  }

  @Test
  void aSlowClientCannotPutAPluginInQuarantine() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    order(
        limits(8, 8, Duration.ofSeconds(5)),
        (_, _) -> {
          never.await();
          return null;
        });
    for (int i = 0; i < 6; i++) {
      assertInstanceOf(
          Verdict.Unavailable.class,
          all.authenticate(TOKEN, PEER, Deadline.after(Duration.ofMillis(20))));
    }
    assertEquals(0, faults.get());
    assertEquals(List.of(), all.quarantined());
  }

  @Test
  void faultsInARowLeadToQuarantineAndOneProbeLeadsOut() throws Exception {
    AtomicBoolean healthy = new AtomicBoolean();
    AtomicInteger asked = new AtomicInteger();
    order(
        (_, _) -> {
          asked.incrementAndGet();
          return healthy.get() ? verified("s") : null;
        });
    for (int i = 0; i < 5; i++) {
      assertInstanceOf(Verdict.Unavailable.class, ask());
    }
    assertEquals(List.of("a0"), all.quarantined());
    assertInstanceOf(Verdict.Unavailable.class, ask());
    assertEquals(5, asked.get());
    ticker.advance(Duration.ofSeconds(29));
    ask();
    assertEquals(5, asked.get());
    ticker.advance(Duration.ofSeconds(1));
    ask();
    ask();
    assertEquals(6, asked.get(), "one probe");
    healthy.set(true);
    ticker.advance(Duration.ofSeconds(30));
    assertInstanceOf(Verdict.Verified.class, ask());
    assertInstanceOf(Verdict.Verified.class, ask());
    assertEquals(List.of(true, false), quarantines);
    assertEquals(List.of(), all.quarantined());
  }

  @Test
  void anAnswerInBetweenStartsTheCountAnew() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    order((_, _) -> asked.incrementAndGet() % 5 == 0 ? NOT_MINE : null);
    for (int i = 0; i < 20; i++) {
      ask();
    }
    assertEquals(20, asked.get());
  }

  @Test
  void theContextClassLoaderIsThePluginsDuringTheCallAndNotAfter() throws Exception {
    List<ClassLoader> seen = Collections.synchronizedList(new ArrayList<>());
    AtomicReference<Thread> worker = new AtomicReference<>();
    order(
        limits(1, 1, Duration.ofSeconds(5)),
        (_, _) -> {
          worker.set(Thread.currentThread());
          seen.add(Thread.currentThread().getContextClassLoader());
          Thread.currentThread().setContextClassLoader(null);
          return NOT_MINE;
        });
    ask();
    ask();
    ClassLoader platform = ClassLoader.getPlatformClassLoader();
    assertEquals(List.of(platform, platform), seen);
    Waiting.until("restored", () -> worker.get().getContextClassLoader() != null);
    assertTrue(worker.get().isDaemon());
    assertFalse(worker.get().isVirtual());
  }
}
