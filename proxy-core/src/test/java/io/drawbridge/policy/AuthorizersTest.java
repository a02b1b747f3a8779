// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.drawbridge.auth.Authorizer;
import io.drawbridge.auth.Claims;
import io.drawbridge.auth.Decision;
import io.drawbridge.auth.Grant;
import io.drawbridge.auth.Identity;
import io.drawbridge.auth.Limits;
import io.drawbridge.auth.Peer;
import io.drawbridge.guard.PluginInstance;
import io.drawbridge.guard.PluginLimits;
import io.drawbridge.guard.PluginObserver;
import io.drawbridge.guard.Waiting;
import io.drawbridge.loop.Deadline;
import io.drawbridge.observe.Refusal;
import io.drawbridge.observe.RefusedException;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AuthorizersTest {
  private static final Identity IDENTITY =
      new Identity("i", "s", Claims.NONE, Map.of(), Instant.MAX);
  private static final Peer PEER = new Peer(InetAddress.getLoopbackAddress(), 1, "ci", true);

  private Authorizers all;

  @AfterEach
  void nothingLeft() {
    all.close();
    Waiting.noThreads();
  }

  private Decision ask(Authorizer... authorizers) throws Exception {
    if (all != null) {
      all.close();
    }
    List<PluginInstance<Authorizer>> named = new ArrayList<>();
    for (Authorizer authorizer : authorizers) {
      named.add(PluginInstance.ready("p" + named.size(), authorizer));
    }
    PluginLimits limits = new PluginLimits(1, 1, Duration.ofMillis(200), 5, Duration.ofSeconds(30));
    all = new Authorizers(named, limits, PluginObserver.NONE);
    return decide();
  }

  private Decision decide() throws InterruptedException, RefusedException {
    return all.authorize(IDENTITY, "db", PEER, Deadline.after(Duration.ofSeconds(10)));
  }

  private static Authorizer granting(String rule, Limits limits) {
    return (_, _, _) -> new Decision.Granted(new Grant(rule, limits));
  }

  private static Limits limits(long bytes, int tunnels) {
    return new Limits(
        Optional.empty(),
        Optional.empty(),
        OptionalLong.of(bytes),
        OptionalInt.of(tunnels),
        OptionalInt.empty());
  }

  @Test
  void noneGrantsWithoutLimits() throws Exception {
    assertEquals(new Decision.Granted(new Grant("", Limits.NONE)), ask());
  }

  @Test
  void allMustGrantAndTheTightestLimitsWin() throws Exception {
    assertEquals(
        new Decision.Granted(new Grant("one, two", limits(10, 3))),
        ask(granting("one", limits(10, 5)), granting("two", limits(20, 3))));
  }

  @Test
  void theFirstDenialEndsIt() throws Exception {
    AtomicBoolean asked = new AtomicBoolean();
    assertEquals(
        new Decision.Denied("r", "no *** here"),
        ask(
            granting("one", Limits.NONE),
            (_, _, _) -> new Decision.Denied("r", "no glpat-CANARY123 here"),
            (_, _, _) -> {
              asked.set(true);
              return null;
            }));
    assertFalse(asked.get());
  }

  @Test
  void whatFailsDoesNotGrant() throws Exception {
    List<Authorizer> hostile =
        List.of(
            (_, _, _) -> null,
            (_, _, _) -> {
              throw new AssertionError("CANARY");
            },
            (_, _, _) -> {
              new CountDownLatch(1).await();
              return new Decision.Granted(new Grant("late", Limits.NONE));
            },
            (_, _, _) -> new Decision.Unavailable("away"));
    for (Authorizer one : hostile) {
      Decision.Unavailable answer =
          assertInstanceOf(Decision.Unavailable.class, ask(granting("g", Limits.NONE), one));
      assertFalse(answer.explanation().contains("CANARY"));
    }
  }

  @Test
  void aFullLineIsOverload() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    ask(
        (_, _, _) -> {
          boolean waiting = true;
          while (waiting) {
            try {
              release.await();
              waiting = false;
            } catch (InterruptedException _) {
              // Does not end at its deadline.
            }
          }
          return null;
        });
    RefusedException refused = assertThrows(RefusedException.class, this::decide);
    assertEquals(Refusal.OVERLOADED, refused.refusal());
    release.countDown();
  }
}
