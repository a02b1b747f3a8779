// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.auth.aws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.drawbridge.auth.Authentication;
import io.drawbridge.auth.Authenticator;
import io.drawbridge.auth.ContractEnvironment;
import io.drawbridge.auth.ContractWebClient;
import io.drawbridge.auth.Credentials;
import io.drawbridge.auth.Peer;
import io.drawbridge.auth.Settings;
import java.net.InetAddress;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** An STS on loopback, the plugin in front of it, and a clock. */
final class AwsFixture implements AutoCloseable {
  static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
  static final String ACCOUNT = "123456789012";
  static final String ROLE = "arn:aws:iam::123456789012:role/ci-deploy";

  final StsStub sts = new StsStub();
  final ContractWebClient web = new ContractWebClient();
  final ContractEnvironment environment = new ContractEnvironment(NOW, web);

  AwsFixture() throws Exception {}

  Map<String, Object> settings() {
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("proof", "caller-identity");
    settings.put("audience", Signing.AUDIENCE);
    settings.put("accounts", List.of(ACCOUNT));
    settings.put("roles", List.of(ROLE));
    settings.put("regions", List.of("us-east-1"));
    settings.put("endpoints", Map.of("us-east-1", sts.url()));
    return settings;
  }

  Authenticator create() throws Exception {
    return create(settings());
  }

  Authenticator create(Map<String, Object> settings) throws Exception {
    Settings table = Settings.of(settings);
    Authenticator made = new AwsIamProvider().create(table, environment);
    table.finish();
    return made;
  }

  Signing signing() {
    return new Signing(sts.host());
  }

  static Authentication ask(Authenticator authenticator, Credentials credentials)
      throws InterruptedException {
    return ask(authenticator, credentials, InetAddress.getLoopbackAddress());
  }

  static Authentication ask(Authenticator authenticator, Credentials credentials, InetAddress from)
      throws InterruptedException {
    return authenticator.authenticate(credentials, new Peer(from, 1, "test", true));
  }

  static Authentication.Verified verified(Authenticator authenticator, Credentials credentials)
      throws InterruptedException {
    return assertInstanceOf(Authentication.Verified.class, ask(authenticator, credentials));
  }

  static Authentication.Rejected rejected(
      Authentication.Reason reason, Authenticator authenticator, Credentials credentials)
      throws InterruptedException {
    Authentication.Rejected answer =
        assertInstanceOf(Authentication.Rejected.class, ask(authenticator, credentials));
    assertEquals(reason, answer.reason(), answer.explanation());
    return answer;
  }

  @Override
  public void close() {
    sts.close();
    web.close();
  }
}
