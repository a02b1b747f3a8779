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
import io.drawbridge.observe.SessionObserver;
import io.drawbridge.settings.AuthenticatorSettings;
import io.drawbridge.settings.SettingException;
import io.drawbridge.testing.Baseline;
import io.drawbridge.testing.Sockets;
import java.io.IOException;
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

/** A proxy's start and end. */
@Timeout(60)
class ProxyLifeTest {
  @TempDir Path directory;

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
}
