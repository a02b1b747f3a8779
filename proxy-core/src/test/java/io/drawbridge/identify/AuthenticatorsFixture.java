// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.identify;

import static org.junit.jupiter.api.Assertions.assertFalse;

import io.drawbridge.auth.Authentication;
import io.drawbridge.auth.Authenticator;
import io.drawbridge.auth.Claims;
import io.drawbridge.auth.Credentials;
import io.drawbridge.auth.Identity;
import io.drawbridge.auth.Liveness;
import io.drawbridge.auth.Peer;
import io.drawbridge.auth.Secret;
import io.drawbridge.guard.PluginInstance;
import io.drawbridge.guard.PluginLimits;
import io.drawbridge.guard.PluginObserver;
import io.drawbridge.guard.TestTicker;
import io.drawbridge.guard.Waiting;
import io.drawbridge.loop.Deadline;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;

/** Authenticators that a test writes, and what is heard of them. */
class AuthenticatorsFixture {
  static final Peer PEER = new Peer(InetAddress.getLoopbackAddress(), 1, "ci", true);
  static final Credentials TOKEN = Credentials.of(Secret.of("CANARY-token"));
  static final Authentication NOT_MINE = new Authentication.NotMine();

  final TestTicker ticker = new TestTicker();
  final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
  final List<String> lines = Collections.synchronizedList(new ArrayList<>());
  final List<System.Logger.Level> levels = Collections.synchronizedList(new ArrayList<>());
  final List<Boolean> quarantines = Collections.synchronizedList(new ArrayList<>());
  final AtomicInteger faults = new AtomicInteger();
  final AtomicInteger calls = new AtomicInteger();
  final Map<String, List<String>> companions = new HashMap<>();
  Authenticators all;

  final PluginObserver observer =
      new PluginObserver() {
        @Override
        public void called(String plugin, Duration took, boolean fault) {
          calls.incrementAndGet();
          faults.addAndGet(fault ? 1 : 0);
        }

        @Override
        public void quarantined(String plugin, boolean on) {
          quarantines.add(on);
        }

        @Override
        public void noted(System.Logger.Level level, String plugin, String line) {
          levels.add(level);
          lines.add(plugin + ": " + line);
        }
      };

  @AfterEach
  void nothingLeftAndNothingTold() {
    if (all != null) {
      all.close();
    }
    Waiting.noThreads();
    assertFalse(String.join("\n", lines).contains("CANARY"), () -> String.join("\n", lines));
  }

  static PluginLimits limits(int threads, int queue, Duration call) {
    return new PluginLimits(threads, queue, call, 5, Duration.ofSeconds(30));
  }

  Authenticators order(Authenticator... authenticators) {
    return order(limits(4, 4, Duration.ofSeconds(5)), authenticators);
  }

  Authenticators order(PluginLimits limits, Authenticator... authenticators) {
    if (all != null) {
      all.close();
    }
    List<PluginInstance<Authenticator>> named = new ArrayList<>();
    for (Authenticator authenticator : authenticators) {
      named.add(
          new PluginInstance<>(
              "a" + named.size(), authenticator, ClassLoader.getPlatformClassLoader(), () -> {}));
    }
    all = new Authenticators(named, companions, limits, now::get, observer, ticker);
    return all;
  }

  /** The same, but that it reads companions of these names. */
  static Authenticator reading(Set<String> companions, Authenticator as) {
    return new Authenticator() {
      @Override
      public Authentication authenticate(Credentials presented, Peer peer)
          throws InterruptedException {
        return as.authenticate(presented, peer);
      }

      @Override
      public Set<String> companions() {
        return companions;
      }
    };
  }

  Verdict ask() throws InterruptedException {
    return ask(TOKEN);
  }

  Verdict ask(Credentials credentials) throws InterruptedException {
    return all.authenticate(credentials, PEER, Deadline.after(Duration.ofSeconds(20)));
  }

  static Authentication verified(String subject) {
    return verified(subject, Liveness.UNTRACKED, Duration.ZERO, Instant.MAX);
  }

  static Authentication verified(
      String subject, Liveness liveness, Duration reuse, Instant expiresAt) {
    return new Authentication.Verified(
        new Identity("issuer", subject, Claims.of(Map.of("a", 1)), Map.of("job", "1"), expiresAt),
        liveness,
        reuse);
  }

  static Authentication rejected() {
    return new Authentication.Rejected(
        Authentication.Reason.EXPIRED, "it expired", Claims.of(Map.of("sub", "x")));
  }

  static Authenticator throwing() {
    return (_, _) -> {
      throw new IllegalStateException("CANARY in a message");
    };
  }

  static Authentication tooMuch(boolean labels) {
    Map<String, String> many = new HashMap<>();
    for (int i = 0; i < 201; i++) {
      many.put("n" + i, "v");
    }
    return new Authentication.Verified(
        new Identity(
            "i",
            "s",
            labels ? Claims.NONE : Claims.of(many),
            labels ? many : Map.of(),
            Instant.MAX),
        Liveness.UNTRACKED,
        Duration.ZERO);
  }

  /** Even asking what went wrong goes wrong. */
  static final class LyingException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    @Override
    public StackTraceElement[] getStackTrace() {
      throw new IllegalStateException("CANARY");
    }

    @Override
    public String getMessage() {
      return "CANARY";
    }
  }

  static Liveness key(String key) {
    return new Liveness() {
      @Override
      public String key() {
        return key;
      }

      @Override
      public State check() {
        return State.RUNNING;
      }
    };
  }
}
