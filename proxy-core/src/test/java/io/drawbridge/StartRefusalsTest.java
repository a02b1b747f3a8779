// SPDX-License-Identifier: Apache-2.0
package io.drawbridge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drawbridge.auth.Authentication;
import io.drawbridge.auth.Authenticator;
import io.drawbridge.auth.AuthenticatorProvider;
import io.drawbridge.auth.AuthorizerProvider;
import io.drawbridge.auth.Credentials;
import io.drawbridge.auth.Environment;
import io.drawbridge.auth.InvalidSettingsException;
import io.drawbridge.auth.Peer;
import io.drawbridge.auth.Settings;
import io.drawbridge.settings.SettingException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What a start refuses, by which name, and what it closes then. */
class StartRefusalsTest {
  @Test
  void whereOneObjectIsRefusedTheOthersAreClosedExactlyOnce() {
    AtomicInteger closes = new AtomicInteger();
    ProxyBuilder builder =
        gateway().authenticator("ci", counting(closes)).authorizer("no", refusing(), table("a"));
    refused(builder, "this one is refused");
    assertEquals(1, closes.get());
  }

  @Test
  void anIssuerThatThePluginDoesNotReadIsAnUnknownKey() {
    ProxyBuilder builder = gateway().authenticator("ci", reading(), table("issuer"));
    refused(builder, "issuer");
  }

  @Test
  void aJobsOwnSideNamesWhatIsWrongByItsPath() {
    refused(
        job().rule("new", r -> r.to(List.of("t")).shadow(true).replaces("gone")),
        "rule.new.replaces: there is no such rule in force");
    refused(
        job().target("T", t -> t),
        "target.T.name: another target has it already; names compare without case");
    assertEquals(
        "rule.name: it is missing or blank",
        assertThrows(SettingException.class, () -> job().rule(" ", r -> r)).getMessage());
  }

  private static void refused(ProxyBuilder builder, String told) {
    String message = assertThrows(InvalidSettingsException.class, builder::start).getMessage();
    assertTrue(message.contains(told), message);
  }

  private static ProxyBuilder gateway() {
    return Proxy.builder()
        .listener("ci", l -> l.address(new InetSocketAddress("127.0.0.1", 0)))
        .target("t", t -> t.address("127.0.0.1", 1))
        .rule("all", r -> r.to(List.of("t")));
  }

  private static ProxyBuilder job() {
    return gateway().gateway(g -> g.address("127.0.0.1", 1));
  }

  private static Settings table(String key) {
    return Settings.of(Map.of(key, "https://issuer.example"));
  }

  private static Authenticator counting(AtomicInteger closes) {
    return new Authenticator() {
      @Override
      public Authentication authenticate(Credentials presented, Peer peer) {
        return new Authentication.NotMine();
      }

      @Override
      public void close() {
        closes.incrementAndGet();
      }
    };
  }

  private static AuthenticatorProvider reading() {
    return new AuthenticatorProvider() {
      @Override
      public String type() {
        return "reads-nothing";
      }

      @Override
      public Authenticator create(Settings settings, Environment environment) {
        return (_, _) -> new Authentication.NotMine();
      }
    };
  }

  private static AuthorizerProvider refusing() {
    return new AuthorizerProvider() {
      @Override
      public String type() {
        return "refuses";
      }

      @Override
      public io.drawbridge.auth.Authorizer create(Settings settings, Environment environment)
          throws InvalidSettingsException {
        throw new InvalidSettingsException("this one is refused");
      }
    };
  }
}
