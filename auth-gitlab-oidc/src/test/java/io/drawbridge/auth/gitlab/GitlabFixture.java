// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.auth.gitlab;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.drawbridge.auth.Authentication;
import io.drawbridge.auth.Authenticator;
import io.drawbridge.auth.ContractEnvironment;
import io.drawbridge.auth.ContractWebClient;
import io.drawbridge.auth.Credentials;
import io.drawbridge.auth.Peer;
import io.drawbridge.auth.Secret;
import io.drawbridge.auth.Settings;
import java.net.InetAddress;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** A GitLab on loopback, the plugin in front of it, and a clock. */
final class GitlabFixture implements AutoCloseable {
  static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
  static final String READ_TOKEN = "glpat-canary-of-the-gateways-read-token";
  static final String JOB_TOKEN = "glcbt-64_canary-of-the-jobs-own-token";

  final GitlabStub gitlab = new GitlabStub();
  final ContractWebClient web = new ContractWebClient();
  final ContractEnvironment environment = new ContractEnvironment(NOW, web);
  final AtomicInteger pauses = new AtomicInteger();

  GitlabFixture() throws Exception {}

  Map<String, Object> settings(Map<String, Object> liveness) {
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("issuer", gitlab.issuer());
    settings.put("audience", "https://drawbridge.example.com");
    settings.put("liveness", liveness);
    return settings;
  }

  static Map<String, Object> apiToken() {
    return Map.of("mode", "api-token", "token", Secret.of(READ_TOKEN));
  }

  GitlabOidcProvider provider() {
    return new GitlabOidcProvider(pauses::incrementAndGet);
  }

  Authenticator create(Map<String, Object> settings) throws Exception {
    Settings table = Settings.of(settings);
    Authenticator made = provider().create(table, environment);
    table.finish();
    return made;
  }

  /** A token of the example job, issued five minutes ago. */
  String token(Map<String, Object> changes) throws Exception {
    Map<String, Object> payload = gitlab.payload(NOW.getEpochSecond() - 300);
    payload.putAll(changes);
    return GitlabStub.KEY.token(payload);
  }

  Credentials credentials() throws Exception {
    return Credentials.of(Secret.of(token(Map.of()))).withCompanion("job", Secret.of(JOB_TOKEN));
  }

  static Authentication ask(Authenticator authenticator, Credentials credentials)
      throws InterruptedException {
    Peer peer = new Peer(InetAddress.getLoopbackAddress(), 1, "test", true);
    return authenticator.authenticate(credentials, peer);
  }

  static Authentication.Verified verified(Authenticator authenticator, Credentials credentials)
      throws InterruptedException {
    return assertInstanceOf(Authentication.Verified.class, ask(authenticator, credentials));
  }

  @Override
  public void close() {
    gitlab.close();
    web.close();
  }
}
