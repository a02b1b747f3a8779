// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drawbridge.audit.AuditLog;
import io.drawbridge.audit.AuditLogs;
import io.drawbridge.observe.Attempt;
import io.drawbridge.observe.CloseReason;
import io.drawbridge.observe.Refusal;
import io.drawbridge.observe.Stage;
import io.drawbridge.testing.Sockets;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whatever happens to a session on its way: it is told once, and gives back what it took. */
@Timeout(60)
class SessionTest {
  private static final CountDownLatch NEVER = new CountDownLatch(1);

  @Test
  void aFaultOfTheDoorIsAnsweredAndGivesEverythingBack() throws Exception {
    for (Throwable fault :
        new Throwable[] {
          new IllegalStateException(), new StackOverflowError(), new OutOfMemoryError("a test's")
        }) {
      try (SessionRig rig = new SessionRig()) {
        rig.receiving = () -> raise(fault);
        rig.begin();
        Sockets.readAll(rig.client());
        assertRefused(rig, Refusal.INTERNAL, Stage.NEGOTIATING);
        rig.assertOver();
      }
    }
  }

  @Test
  void aFaultBehindTheDialGivesPlaceAndTargetBack() throws Exception {
    try (SessionRig rig = new SessionRig()) {
      rig.dialling = () -> raise(new NoClassDefFoundError());
      rig.begin();
      assertEquals("-INTERNAL", Sockets.readAll(rig.client()));
      assertRefused(rig, Refusal.INTERNAL, Stage.DIALING);
      rig.assertOver();
    }
  }

  @Test
  void aDoorThatCannotEvenRefuseLeavesNothingOpen() throws Exception {
    try (SessionRig rig = new SessionRig()) {
      rig.dialling = () -> raise(new IllegalStateException());
      rig.refusing = () -> raise(new OutOfMemoryError("a test's"));
      rig.begin();
      assertEndOfClient(rig);
      assertRefused(rig, Refusal.INTERNAL, Stage.DIALING);
      rig.assertOver();
    }
  }

  @Test
  void aClientThatLeavesBeforeTheAnswerClosesWhatWasGranted() throws Exception {
    try (SessionRig rig = new SessionRig()) {
      rig.accepting =
          () -> {
            throw new IOException("gone");
          };
      rig.begin();
      assertTrue(rig.told.attempt().granted());
      assertEquals(CloseReason.CLIENT_RESET, rig.told.ending().reason());
      rig.assertOver();
    }
  }

  /** A reset instead of the goodbye would overtake the alert that tells the client why. */
  @Test
  void aClientThatBreaksTlsBeforeItsRequestIsRefusedForThatAndLetGoInOrder() throws Exception {
    try (SessionRig rig = new SessionRig()) {
      rig.receiving =
          () -> {
            throw new SSLException("(bad_record_mac) Tag mismatch");
          };
      rig.begin();
      assertEquals("", Sockets.readAll(rig.client()));
      Attempt attempt = rig.told.attempt();
      assertEquals(Refusal.TLS_FAILED, attempt.refusal().orElseThrow());
      assertEquals("TLS: (bad_record_mac) Tag mismatch", attempt.explanation());
      rig.assertOver();
    }
  }

  @Test
  void aLoopThatHasEndedClosesWhatWasGrantedOnce() throws Exception {
    try (SessionRig rig = new SessionRig()) {
      rig.loops.close();
      rig.begin();
      assertTrue(rig.told.attempt().granted());
      assertEquals(CloseReason.INTERNAL, rig.told.ending().reason());
      rig.assertOver();
    }
  }

  @Test
  void aDialThatOutlastsTheDeadlineIsNotGranted() throws Exception {
    try (SessionRig rig = new SessionRig(Duration.ofMillis(200))) {
      rig.dialling =
          () -> {
            long until = System.nanoTime() + Duration.ofMillis(250).toNanos();
            while (System.nanoTime() - until < 0) {
              LockSupport.parkNanos(1_000_000);
            }
          };
      rig.begin();
      assertEquals("-TIMED_OUT", Sockets.readAll(rig.client()));
      assertRefused(rig, Refusal.TIMED_OUT, Stage.RECORDING);
      rig.assertOver();
    }
  }

  @Test
  void aCheckHasGivenItsPlaceBackWhenItIsAnswered() throws Exception {
    try (SessionRig rig = new SessionRig()) {
      AtomicInteger taken = new AtomicInteger(-1);
      rig.check = true;
      rig.accepting = () -> taken.set(rig.sessions.slots().open());
      rig.begin();
      assertEquals("+", Sockets.readAll(rig.client()));
      assertTrue(rig.told.attempt().check());
      assertEquals(CloseReason.COMPLETED, rig.told.ending().reason());
      assertEquals(0, taken.get());
      rig.assertOver();
    }
  }

  @Test
  void whoGivesWayIsRefusedAtOnce() throws Exception {
    try (SessionRig rig = new SessionRig()) {
      CountDownLatch there = new CountDownLatch(1);
      rig.receiving = () -> waitForEver(there);
      Session session = rig.begin();
      assertTrue(there.await(10, TimeUnit.SECONDS));
      session.giveWay();
      assertEndOfClient(rig);
      assertRefused(rig, Refusal.OVERLOADED, Stage.NEGOTIATING);
      rig.assertOver();
    }
  }

  @Test
  void whoseStepOutlastsEveryDeadlineIsRefusedAsLate() throws Exception {
    try (SessionRig rig = new SessionRig(Duration.ofMillis(200))) {
      rig.dialling = () -> waitForEver(new CountDownLatch(1));
      rig.begin();
      assertEndOfClient(rig);
      assertRefused(rig, Refusal.TIMED_OUT, Stage.DIALING);
      rig.assertOver();
    }
  }

  @Test
  void aTunnelIsBeyondTheReachOfItsSession() throws Exception {
    try (SessionRig rig = new SessionRig()) {
      Session session = rig.begin();
      assertEquals("+", Sockets.read(rig.client(), 1));
      Sockets.await(() -> rig.sessions.negotiating() == 0, Duration.ofSeconds(10));
      session.giveWay();
      session.stop();
      Sockets.write(rig.targets.peek(), "still there");
      assertEquals("still there", Sockets.read(rig.client(), 11));
      rig.client().close();
      assertTrue(rig.told.attempt().granted());
      rig.targets.peek().close();
      rig.told.ending();
      rig.assertOver();
    }
  }

  @Test
  void givingWayDuringTheHandOverNeverLosesATunnel() throws Exception {
    try (SessionRig rig = new SessionRig()) {
      for (int i = 0; i < 300; i++) {
        Session session = rig.begin();
        LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(400_000));
        session.giveWay();
        rig.client().close();
      }
      assertTrue(
          Sockets.await(
              () -> rig.told.refused().size() + rig.told.closed().size() == 300,
              Duration.ofSeconds(20)),
          "a session or a tunnel is lost");
      rig.assertOver();
    }
  }

  @Test
  void endingAllDuringTheHandOverEndsEveryTunnel() throws Exception {
    for (int round = 0; round < 5; round++) {
      try (SessionRig rig = new SessionRig()) {
        for (int i = 0; i < 20; i++) {
          rig.begin();
        }
        LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(2_000_000));
        rig.sessions.startDraining();
        rig.sessions.endAll(CloseReason.DRAINED);
        assertTrue(rig.sessions.awaitEmpty(Duration.ofSeconds(10)));
        rig.told.closed().forEach(ending -> assertEquals(CloseReason.DRAINED, ending.reason()));
        rig.told
            .refused()
            .forEach(attempt -> assertEquals(Refusal.DRAINING, attempt.refusal().orElseThrow()));
        rig.assertOver();
      }
    }
  }

  @Test
  void oneThatNeverGetsAThreadIsOverWhenItGivesWayOrTheGatewayGoes() throws Exception {
    try (SessionRig rig = new SessionRig()) {
      rig.enter().giveWay();
      Session second = rig.enter();
      rig.sessions.startDraining();
      rig.sessions.endAll(CloseReason.DRAINED);
      assertEquals(0, rig.sessions.negotiating());
      assertEquals(
          List.of(Refusal.OVERLOADED, Refusal.DRAINING),
          rig.told.refused().stream().map(each -> each.refusal().orElseThrow()).toList());
      // A thread that comes too late finds nothing to do.
      second.run();
      rig.assertOver();
    }
  }

  @Test
  void drainingAnswersWhoWaitsAndWhoDials() throws Exception {
    try (SessionRig rig = new SessionRig()) {
      CountDownLatch there = new CountDownLatch(1);
      rig.dialling = () -> waitForEver(there);
      rig.begin();
      assertTrue(there.await(10, TimeUnit.SECONDS));
      rig.sessions.startDraining();
      assertEquals("-DRAINING", Sockets.readAll(rig.client()));
      assertRefused(rig, Refusal.DRAINING, Stage.DIALING);
      rig.assertOver();
    }
  }

  @Test
  void whoComesLateInADrainHasAsMuchTimeToAskAsWhoWasThere() throws Exception {
    try (SessionRig rig = new SessionRig()) {
      Duration hour = Duration.ofHours(1);
      rig.receiving = () -> waitForEver(new CountDownLatch(1));
      Session session = rig.begin();
      assertFalse(session.hasHad(Duration.ofMinutes(1), System.nanoTime() - hour.toNanos()));
      assertFalse(session.hasHad(hour, System.nanoTime() + hour.toNanos()));
      assertTrue(session.hasHad(Duration.ZERO, System.nanoTime() - hour.toNanos()));
      session.giveWay();
      rig.assertOver();
    }
  }

  /** A target with TLS would see a handshake of the gateway's that no record tells of. */
  @Test
  void nothingIsDialledWhileTheAuditIsKnownNotToBeWritable(@TempDir Path directory)
      throws Exception {
    AuditLog closed = AuditLogs.open(directory.resolve("audit.jsonl"));
    closed.close();
    try (SessionRig rig = new SessionRig(closed)) {
      AtomicBoolean dialled = new AtomicBoolean();
      rig.dialling = () -> dialled.set(true);
      rig.begin();
      assertEquals("-AUDIT_UNAVAILABLE", Sockets.readAll(rig.client()));
      assertRefused(rig, Refusal.AUDIT_UNAVAILABLE, Stage.DIALING);
      assertEquals("the audit is closed", rig.told.refused().getFirst().explanation());
      assertFalse(dialled.get());
      rig.assertOver();
    }
  }

  private static void waitForEver(CountDownLatch there) throws InterruptedException {
    there.countDown();
    NEVER.await();
  }

  private static void raise(Throwable fault) {
    if (fault instanceof Error error) {
      throw error;
    }
    throw (RuntimeException) fault;
  }

  private static void assertRefused(SessionRig rig, Refusal refusal, Stage stage)
      throws InterruptedException {
    Attempt attempt = rig.told.attempt();
    assertEquals(refusal, attempt.refusal().orElseThrow(), attempt.explanation());
    assertEquals(stage, attempt.stage());
  }

  private static void assertEndOfClient(SessionRig rig) {
    try {
      assertEquals("", Sockets.readAll(rig.client()));
    } catch (IOException _) {
      // A reset is an end as well.
    }
  }
}
