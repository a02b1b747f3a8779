// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.auth.okta;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.drawbridge.auth.Authentication;
import io.drawbridge.auth.Authenticator;
import io.drawbridge.auth.ContractEnvironment;
import io.drawbridge.auth.ContractIssuer;
import io.drawbridge.auth.ContractWebClient;
import io.drawbridge.auth.Credentials;
import io.drawbridge.auth.Peer;
import io.drawbridge.auth.Secret;
import io.drawbridge.auth.Settings;
import java.net.InetAddress;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** An Okta on loopback, the plugin in front of it, and a clock. */
final class OktaFixture implements AutoCloseable {
  static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
  static final String CLIENT_SECRET = "canary-secret-of-the-gateways-own-client";

  /** In changes: takes the member away. */
  static final Object REMOVE = new Object();

  final OktaStub okta = new OktaStub();
  final ContractWebClient web = new ContractWebClient();
  final ContractEnvironment environment = new ContractEnvironment(NOW, web);

  /** What happens at Okta before an end is confirmed. */
  Runnable meanwhile = () -> {};

  OktaFixture() throws Exception {}

  Map<String, Object> settings() {
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("issuer", okta.issuer());
    settings.put("audience", "api://drawbridge");
    return settings;
  }

  /** With introspection and further keys of its table. */
  Map<String, Object> asking(Object... namesAndValues) {
    Map<String, Object> table = new LinkedHashMap<>();
    table.put("client_id", "0oagateway");
    table.put("client_secret", Secret.of(CLIENT_SECRET));
    table.putAll(changes(namesAndValues));
    Map<String, Object> settings = settings();
    settings.put("introspection", table);
    return settings;
  }

  Authenticator create(Map<String, Object> settings) throws Exception {
    Settings table = Settings.of(settings);
    Authenticator made = new OktaProvider(() -> meanwhile.run()).create(table, environment);
    table.finish();
    return made;
  }

  static Map<String, Object> changes(Object... namesAndValues) {
    Map<String, Object> changes = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      changes.put((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    return changes;
  }

  private static void apply(Map<String, Object> changes, Map<String, Object> members) {
    members.putAll(changes);
    members.values().removeIf(REMOVE::equals);
  }

  /** A token of the example user, issued five minutes ago; Okta's header has no typ. */
  String token(ContractIssuer key, Map<String, Object> header, Map<String, Object> payload)
      throws Exception {
    Map<String, Object> head = key.header();
    head.remove("typ");
    apply(header, head);
    Map<String, Object> claims = okta.payload(NOW.getEpochSecond() - 300);
    apply(payload, claims);
    return key.token(head, claims);
  }

  String token(Object... changes) throws Exception {
    return token(OktaStub.KEY, Map.of(), changes(changes));
  }

  static Authentication ask(Authenticator authenticator, String token) throws InterruptedException {
    Peer peer = new Peer(InetAddress.getLoopbackAddress(), 1, "test", true);
    return authenticator.authenticate(Credentials.of(Secret.of(token)), peer);
  }

  static Authentication.Verified verified(Authentication answer) {
    return assertInstanceOf(Authentication.Verified.class, answer);
  }

  static Authentication.Rejected rejected(Authentication answer) {
    return assertInstanceOf(Authentication.Rejected.class, answer);
  }

  @Override
  public void close() {
    okta.close();
    web.close();
  }
}
