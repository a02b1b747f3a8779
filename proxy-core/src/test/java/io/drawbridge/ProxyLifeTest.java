// SPDX-License-Identifier: Apache-2.0
package io.drawbridge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drawbridge.auth.Authentication;
import io.drawbridge.auth.Authenticator;
import io.drawbridge.auth.AuthenticatorProvider;
import io.drawbridge.auth.Credentials;
import io.drawbridge.auth.Environment;
import io.drawbridge.auth.InvalidSettingsException;
import io.drawbridge.auth.Peer;
import io.drawbridge.auth.Settings;
import io.drawbridge.observe.Attempt;
import io.drawbridge.observe.CloseReason;
import io.drawbridge.observe.Refusal;
import io.drawbridge.observe.SessionObserver;
import io.drawbridge.settings.AuthenticatorSettings;
import io.drawbridge.settings.SettingException;
import io.drawbridge.testing.Baseline;
import io.drawbridge.testing.Sockets;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.ResourceBundle;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A proxy's start, drain and end. */
@Timeout(60)
class ProxyLifeTest {
  @TempDir Path directory;

  @Test
  void aDrainLetsATunnelEndByItself() throws Exception {
    try (GatewayRig rig = new GatewayRig(directory)) {
      rig.builder.drainGrace(Duration.ofMillis(100));
      SocketChannel client = rig.tunnel();
      SocketChannel target = rig.target.accept();
      SocketAddress at = rig.proxy().address("ci");
      CompletableFuture<Boolean> quietly = drain(rig.proxy(), Duration.ofSeconds(30));
      assertTrue(
          Sockets.await(() -> !notReady(rig).isEmpty(), Duration.ofSeconds(5)), "still ready");
      assertTrue(Sockets.await(() -> isRefused(at), Duration.ofSeconds(5)), "still listening");
      Sockets.write(target, "late");
      assertEquals("late", Sockets.read(client, 4));
      client.close();
      target.close();
      assertTrue(quietly.get(20, TimeUnit.SECONDS));
      rig.assertOver();
      assertEquals(1, rig.audited("COMPLETED").size());
    }
  }

  @Test
  void whatIsLeftAfterTheDrainIsResetAndRecorded() throws Exception {
    try (GatewayRig rig = new GatewayRig(directory)) {
      try (SocketChannel client = rig.tunnel();
          SocketChannel target = rig.target.accept()) {
        assertFalse(rig.proxy().drain(Duration.ofMillis(100)));
        assertThrows(IOException.class, () -> Sockets.read(client, 1));
        assertThrows(IOException.class, () -> Sockets.read(target, 1));
      }
      rig.told.attempt();
      assertEquals(CloseReason.DRAINED, rig.told.ending().reason());
      rig.assertOver();
      assertEquals(1, rig.audited("DRAINED").size());
      assertEquals(1, rig.audited("\"end\"").size(), "the end of the audit");
    }
  }

  @Test
  void closingDuringADrainEndsItAndSaysSo() throws Exception {
    try (GatewayRig rig = new GatewayRig(directory)) {
      try (SocketChannel _ = rig.tunnel();
          SocketChannel _ = rig.target.accept()) {
        CompletableFuture<Boolean> quietly = drain(rig.proxy(), Duration.ofMinutes(5));
        assertTrue(Sockets.await(() -> !notReady(rig).isEmpty(), Duration.ofSeconds(5)));
        rig.proxy().close();
        assertFalse(quietly.get(10, TimeUnit.SECONDS));
      }
      rig.assertOver();
    }
  }

  @Test
  void whoHasNotAskedYetDoesNotHoldADrainUp() throws Exception {
    try (GatewayRig rig = new GatewayRig(directory)) {
      try (SocketChannel _ = rig.connect()) {
        assertTrue(Sockets.await(() -> rig.told.accepted() == 1, Duration.ofSeconds(5)));
        long before = System.nanoTime();
        assertTrue(rig.proxy().drain(Duration.ofMinutes(5)));
        Duration took = Duration.ofNanos(System.nanoTime() - before);
        assertTrue(took.compareTo(Duration.ofSeconds(6)) < 0, took.toString());
      }
      assertEquals(Refusal.DRAINING, rig.told.attempt().refusal().orElseThrow());
      rig.assertOver();
    }
  }

  @Test
  void whoAsksDuringADrainReadsThatItIsOne() throws Exception {
    try (GatewayRig rig = new GatewayRig(directory)) {
      SocketChannel tunnel = rig.tunnel();
      SocketChannel target = rig.target.accept();
      try (SocketChannel client = rig.connect()) {
        assertTrue(Sockets.await(() -> rig.told.accepted() == 2, Duration.ofSeconds(5)));
        CompletableFuture<Boolean> quietly = drain(rig.proxy(), Duration.ofSeconds(30));
        assertTrue(Sockets.await(() -> !notReady(rig).isEmpty(), Duration.ofSeconds(5)));
        Sockets.write(client, "CONNECT t HTTP/1.0\r\nProxy-Authorization: Bearer token\r\n\r\n");
        String answer = Sockets.readAll(client);
        assertTrue(answer.startsWith("HTTP/1.1 503 "), answer);
        tunnel.close();
        target.close();
        quietly.get(20, TimeUnit.SECONDS);
      }
      rig.assertOver();
    }
  }

  /** A port that is closed at once reads as if there were no gateway. */
  @Test
  void whoComesDuringTheGraceOfADrainReadsThatItIsOne() throws Exception {
    try (GatewayRig rig = new GatewayRig(directory)) {
      rig.builder.drainGrace(Duration.ofMinutes(5));
      SocketChannel tunnel = rig.tunnel();
      SocketChannel target = rig.target.accept();
      SocketAddress at = rig.proxy().address("ci");
      CompletableFuture<Boolean> quietly = drain(rig.proxy(), Duration.ofMinutes(5));
      assertTrue(Sockets.await(() -> !notReady(rig).isEmpty(), Duration.ofSeconds(5)));
      assertEquals(List.of("draining"), rig.proxy().notReady());
      for (int i = 0; i < 2; i++) {
        try (SocketChannel client = rig.ask()) {
          String answer = Sockets.readAll(client);
          assertTrue(answer.startsWith("HTTP/1.1 503 "), answer);
          assertTrue(answer.contains("\r\nRetry-After: 5\r\n"), answer);
          assertTrue(answer.endsWith("this gateway is going away; try again\n"), answer);
        }
      }
      tunnel.close();
      target.close();
      assertTrue(quietly.get(20, TimeUnit.SECONDS), "the end of the last tunnel ends the grace");
      assertTrue(isRefused(at), "still listening");
      assertEquals(2, rig.audited("\"DRAINING\"").size());
      rig.assertOver();
    }
  }

  @Test
  void theGraceOfADrainIsNeverLongerThanTheDrain() throws Exception {
    try (GatewayRig rig = new GatewayRig(directory)) {
      rig.builder.drainGrace(Duration.ofMinutes(5));
      try (SocketChannel _ = rig.tunnel();
          SocketChannel _ = rig.target.accept()) {
        assertFalse(rig.proxy().drain(Duration.ofMillis(100)));
      }
      rig.assertOver();
    }
  }

  /** Whatever follows it on its port is there the sooner. */
  @Test
  void withNothingOpenADrainDoesNotWaitForItsGrace() throws Exception {
    try (GatewayRig rig = new GatewayRig(directory)) {
      rig.builder.drainGrace(Duration.ofMinutes(5));
      assertTrue(rig.proxy().drain(Duration.ofMinutes(5)));
      rig.assertOver();
    }
  }

  @Test
  void aDrainThatIsInterruptedInItsGraceStillClosesThePorts() throws Exception {
    try (GatewayRig rig = new GatewayRig(directory)) {
      rig.builder.drainGrace(Duration.ofMinutes(5));
      try (SocketChannel _ = rig.tunnel();
          SocketChannel _ = rig.target.accept()) {
        SocketAddress at = rig.proxy().address("ci");
        Thread.currentThread().interrupt();
        assertThrows(InterruptedException.class, () -> rig.proxy().drain(Duration.ofMinutes(5)));
        assertTrue(isRefused(at), "still listening");
      }
      rig.assertOver();
    }
  }

  @Test
  void anInterruptedThreadStillEndsTheAudit() throws Exception {
    try (GatewayRig rig = new GatewayRig(directory)) {
      try (SocketChannel _ = rig.tunnel();
          SocketChannel _ = rig.target.accept()) {
        Thread.currentThread().interrupt();
        rig.proxy().close();
        assertTrue(Thread.interrupted(), "the interrupt is lost");
      }
      assertEquals(1, rig.audited("DRAINED").size());
      assertEquals(1, rig.audited("\"end\"").size());
      rig.assertOver();
    }
  }

  @Test
  void whatCannotBeIsRefusedAsSoonAsItIsSaid() {
    ProxyBuilder builder = Proxy.builder();
    SettingException refused =
        assertThrows(SettingException.class, () -> builder.timeouts(t -> t.audit(Duration.ZERO)));
    assertEquals(
        "timeouts.audit: it is 0 ms; it must be from 200 ms to 5 min", refused.getMessage());
  }

  @Test
  void anAuthenticatorInThePlaceOfAnotherDemandsWhatThatDemanded() {
    Authenticator nobody = (_, _) -> new Authentication.NotMine();
    ProxyBuilder builder = Proxy.builder().authenticator("a", nobody).companions("a", List.of("b"));
    builder.keepAfterExpiry("a").authenticator("a", nobody);
    AuthenticatorSettings kept = builder.settings().authenticators().getFirst();
    assertEquals(List.of("b"), kept.companions());
    assertFalse(kept.closeOnExpiry());
  }

  @Test
  void aStartThatFailsLeavesNothing() throws Exception {
    try (ServerSocketChannel taken = Sockets.listen(1)) {
      Baseline before = Baseline.now();
      for (String name : new String[] {"port", "door", "admin", "loops", "limit"}) {
        ProxyBuilder builder = flawed(name, taken);
        assertThrows(Exception.class, builder::start, name);
        before.assertBack();
      }
    }
  }

  private ProxyBuilder flawed(String how, ServerSocketChannel taken) throws IOException {
    GatewayRig rig = new GatewayRig(directory);
    rig.close();
    ProxyBuilder builder = rig.builder;
    SocketAddress address = taken.getLocalAddress();
    return switch (how) {
      case "port" -> builder.listener("two", l -> l.address(address));
      case "door" -> builder.listener("two", l -> l.address(address).directTo("unknown"));
      case "admin" -> builder.admin(new InetSocketAddress("192.0.2.1", 1));
      case "loops" -> builder.loops(0);
      case "limit" -> builder.admission(l -> l.tunnels(1_000_000));
      default -> throw new IllegalArgumentException(how);
    };
  }

  @Test
  void anAuthenticatorWithWrongSettingsIsClosedAgain() throws Exception {
    try (GatewayRig rig = new GatewayRig(directory)) {
      CompletableFuture<Void> closed = new CompletableFuture<>();
      AuthenticatorProvider provider =
          new AuthenticatorProvider() {
            @Override
            public String type() {
              return "forgetful";
            }

            @Override
            public Authenticator create(Settings settings, Environment environment) {
              return new Authenticator() {
                @Override
                public Authentication authenticate(Credentials presented, Peer peer) {
                  return new Authentication.NotMine();
                }

                @Override
                public void close() {
                  closed.complete(null);
                }
              };
            }
          };
      Settings unread = Settings.of(Map.of("nobody", "reads"));
      rig.builder.authenticator("own", provider, unread);
      assertThrows(InvalidSettingsException.class, rig.builder::start);
      closed.get(5, TimeUnit.SECONDS);
      rig.assertNothingLeft();
    }
  }

  /** Else every dial would fail, each with a message that speaks of a name service. */
  @Test
  void aTargetAtWhatOnlyLooksLikeAnAddressIsRefusedBeforeTheStart() throws Exception {
    for (String host : List.of("127.1", "0x7f.0.0.1", "db internal", "[::1]:5432")) {
      try (GatewayRig rig = new GatewayRig(directory)) {
        rig.builder.target("look-alike", t -> t.address(host, 5432));
        InvalidSettingsException refused =
            assertThrows(InvalidSettingsException.class, rig.builder::start, host);
        assertEquals(
            "target.look-alike.address: \"" + host + "\" is neither a host name nor an address",
            refused.getMessage());
      }
    }
  }

  @Test
  void companionsThatNobodyCouldPresentAreRefused() throws Exception {
    for (List<String> names :
        List.of(
            List.of("nobody"),
            List.of("own"),
            List.of("Upper"),
            List.of("a", "b", "c", "d"),
            List.of("a", "nobody"))) {
      try (GatewayRig rig = new GatewayRig(directory)) {
        for (String other : List.of("a", "b", "c", "d", "Upper")) {
          rig.builder.authenticator(other, (_, _) -> new Authentication.NotMine());
        }
        rig.builder.rule("all", rule -> rule.to(List.of("t")).auth("own"));
        rig.builder.companions("own", names);
        InvalidSettingsException refused =
            assertThrows(InvalidSettingsException.class, rig.builder::start, names.toString());
        assertTrue(refused.getMessage().contains("auth.own.companions"), refused.getMessage());
      }
    }
  }

  @Test
  void anObserverThatThrowsHarmsNobody() throws Exception {
    try (GatewayRig rig = new GatewayRig(directory)) {
      rig.builder.observer(
          new SessionObserver() {
            @Override
            public void granted(Attempt attempt) {
              throw new StackOverflowError("a test's");
            }
          });
      try (SocketChannel client = rig.tunnel();
          SocketChannel target = rig.target.accept()) {
        Sockets.write(target, "hello");
        assertEquals("hello", Sockets.read(client, 5));
      }
      rig.assertOver();
    }
  }

  @Test
  void aLoggerThatThrowsHarmsNobody() throws Exception {
    try (GatewayRig rig = new GatewayRig(directory)) {
      CompletableFuture<Void> logged = new CompletableFuture<>();
      rig.builder.logger(
          new System.Logger() {
            @Override
            public String getName() {
              return "a test's";
            }

            @Override
            public boolean isLoggable(Level level) {
              throw new StackOverflowError("a test's");
            }

            @Override
            public void log(Level level, ResourceBundle bundle, String line, Throwable thrown) {
              log(level, bundle, line);
            }

            @Override
            public void log(Level level, ResourceBundle bundle, String line, Object... values) {
              logged.complete(null);
              throw new StackOverflowError("a test's");
            }
          });
      GatewayRig.Answers good = rig.answers;
      rig.answers =
          _ -> {
            throw new IllegalStateException("a test's");
          };
      try (SocketChannel client = rig.connect()) {
        Sockets.write(client, "CONNECT t HTTP/1.0\r\nProxy-Authorization: Bearer token\r\n\r\n");
        assertTrue(Sockets.readAll(client).startsWith("HTTP/1.1 503 "));
      }
      logged.get(10, TimeUnit.SECONDS);
      rig.answers = good;
      try (SocketChannel client = rig.tunnel();
          SocketChannel target = rig.target.accept()) {
        Sockets.write(target, "hello");
        assertEquals("hello", Sockets.read(client, 5));
      }
      rig.assertOver();
    }
  }

  private static CompletableFuture<Boolean> drain(Proxy proxy, Duration atMost) {
    CompletableFuture<Boolean> quietly = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                quietly.complete(proxy.drain(atMost));
              } catch (InterruptedException | RuntimeException e) {
                quietly.completeExceptionally(e);
              }
            });
    return quietly;
  }

  private static List<String> notReady(GatewayRig rig) {
    try {
      return rig.proxy().notReady();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static boolean isRefused(SocketAddress at) {
    try {
      SocketChannel.open(at).close();
      return false;
    } catch (ConnectException _) {
      return true;
    } catch (IOException _) {
      return false;
    }
  }
}
