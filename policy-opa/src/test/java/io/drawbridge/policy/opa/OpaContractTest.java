// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.policy.opa;

import io.drawbridge.auth.AuthorizerContract;
import io.drawbridge.auth.AuthorizerProvider;
import io.drawbridge.auth.Claims;
import io.drawbridge.auth.ContractEnvironment;
import io.drawbridge.auth.ContractWebClient;
import io.drawbridge.auth.Identity;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;

/** The plugin keeps what the gateway relies on. */
class OpaContractTest extends AuthorizerContract {
  private static final String TOKEN = "canary-91d4b6a03f";

  private final OpaStub opa = stub();
  private final ContractWebClient web = new ContractWebClient();
  private final ContractEnvironment environment =
      new ContractEnvironment(Instant.parse("2026-11-23T12:00:00Z"), web);

  private static OpaStub stub() {
    try {
      return new OpaStub(
          body ->
              body.contains("\"project_id\":\"4217\"") && body.contains("\"target\":\"orders-db\"")
                  ? "{\"result\":true}"
                  : "{\"result\":{\"allow\":false,\"reason\":\"not\\nyours\"}}");
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @AfterEach
  void stop() {
    opa.close();
    web.close();
  }

  @Override
  protected AuthorizerProvider provider() {
    return new OpaProvider();
  }

  @Override
  protected Map<String, Object> settings() {
    return Map.of("url", opa.url(), "token", TOKEN, "deadline", "10s");
  }

  @Override
  protected ContractEnvironment environment() {
    return environment;
  }

  @Override
  protected Question granted() {
    return new Question(identity(4217), "orders-db");
  }

  @Override
  protected Question denied() {
    return new Question(identity(4218), "orders-db");
  }

  @Override
  protected List<String> settingsCanaries() {
    return List.of(TOKEN);
  }

  private static Identity identity(int project) {
    Claims claims = Claims.of(Map.of("project_id", project));
    return new Identity("https://gitlab.test", "job", claims, Map.of(), Instant.MAX);
  }
}
