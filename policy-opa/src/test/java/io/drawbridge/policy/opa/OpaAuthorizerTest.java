// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.policy.opa;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drawbridge.auth.Authorizer;
import io.drawbridge.auth.Claims;
import io.drawbridge.auth.ContractEnvironment;
import io.drawbridge.auth.ContractWebClient;
import io.drawbridge.auth.Decision;
import io.drawbridge.auth.Grant;
import io.drawbridge.auth.Identity;
import io.drawbridge.auth.InvalidSettingsException;
import io.drawbridge.auth.Limits;
import io.drawbridge.auth.Peer;
import io.drawbridge.auth.Settings;
import io.drawbridge.json.JsonLimits;
import io.drawbridge.json.JsonReader;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A definite answer counts; nothing else does. */
class OpaAuthorizerTest {
  private final ContractWebClient web = new ContractWebClient();
  private OpaStub opa;
  private Authorizer authorizer;

  @BeforeEach
  void start() throws Exception {
    opa = new OpaStub(_ -> "{\"result\":true}");
    authorizer = authorizer(Map.of("url", opa.url() + "/", "path", "ci/doors", "token", "t-1"));
  }

  @AfterEach
  void stop() {
    authorizer.close();
    web.close();
    opa.close();
  }

  private Authorizer authorizer(Map<String, Object> settings) throws Exception {
    return new OpaProvider()
        .create(
            Settings.of(settings),
            new ContractEnvironment(Instant.parse("2026-11-23T12:00:00Z"), web));
  }

  private Decision ask() throws Exception {
    Map<String, Object> claims = new LinkedHashMap<>();
    claims.put("project_id", 4217);
    claims.put("groups", List.of("a", "b"));
    claims.put("nothing", null);
    claims.put("nested", Map.of("x", "y"));
    Identity identity =
        new Identity(
            "https://gitlab.test", "job", Claims.of(claims), Map.of("job", "7"), Instant.MAX);
    Peer peer = new Peer(InetAddress.getByName("192.0.2.7"), 40_000, "ci", true);
    return authorizer.authorize(identity, "orders-db", peer);
  }

  private Decision answered(String result) throws Exception {
    opa.answers("{\"result\":" + result + "}");
    return ask();
  }

  @Test
  void asksForTheDocumentWithEverythingKnown() throws Exception {
    ask();
    OpaStub.Asked asked = opa.asked().getFirst();
    assertEquals("POST /v1/data/ci/doors", asked.line());
    assertEquals("Bearer t-1", asked.authorization());
    Map<String, Object> claims = new HashMap<>();
    claims.put("project_id", "4217");
    claims.put("groups", List.of("a", "b"));
    claims.put("nothing", null);
    Map<String, Object> input = new HashMap<>();
    input.put("issuer", "https://gitlab.test");
    input.put("subject", "job");
    input.put("claims", claims);
    input.put("labels", Map.of("job", "7"));
    input.put("target", "orders-db");
    input.put("listener", "ci");
    input.put("source", "192.0.2.7");
    input.put("encrypted", true);
    assertEquals(
        Map.of("input", input),
        JsonReader.readObject(asked.body().getBytes(StandardCharsets.UTF_8), JsonLimits.STANDARD));
  }

  @Test
  void trueAndFalseAreDecisions() throws Exception {
    assertEquals(new Decision.Granted(new Grant("opa:ci/doors", Limits.NONE)), answered("true"));
    assertEquals(new Decision.Denied("opa:ci/doors", "the policy says no"), answered("false"));
  }

  @Test
  void anObjectMayNameRuleReasonAndLimits() throws Exception {
    assertEquals(
        new Decision.Denied("doors", "ref is \"x\" today"),
        answered(
            "{\"allow\":false,\"rule\":\"doors\",\"reason\":\"ref is \\\"x\\\"\\ntoday\\u202e\"}"));
    assertEquals(
        new Decision.Granted(
            new Grant(
                "doors",
                new Limits(
                    Optional.of(Duration.ofHours(1)),
                    Optional.of(Duration.ofMinutes(10)),
                    OptionalLong.of(1024),
                    OptionalInt.of(8),
                    OptionalInt.of(16)))),
        answered(
            "{\"allow\":true,\"rule\":\"doors\",\"limits\":{\"lifetime\":\"1h\",\"idle\":\"10m\","
                + "\"bytes\":1024,\"tunnels_per_job\":8,\"tunnels_per_principal\":16}}"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "null",
        "1",
        "\"true\"",
        "[true]",
        "{}",
        "{\"allow\":null}",
        "{\"allow\":\"true\"}",
        "{\"allow\":1}",
        "{\"allowed\":true}",
        "{\"allow\":true,\"limit\":{\"lifetime\":\"1h\"}}",
        "{\"allow\":true,\"limits\":null}",
        "{\"allow\":true,\"limits\":\"1h\"}",
        "{\"allow\":true,\"limits\":{\"life_time\":\"1h\"}}",
        "{\"allow\":true,\"limits\":{\"lifetime\":3600}}",
        "{\"allow\":true,\"limits\":{\"lifetime\":\"0s\"}}",
        "{\"allow\":true,\"limits\":{\"bytes\":0}}",
        "{\"allow\":true,\"limits\":{\"bytes\":1.5}}",
        "{\"allow\":true,\"limits\":{\"tunnels_per_job\":-1}}",
        "{\"allow\":true,\"limits\":{\"tunnels_per_job\":9999999}}",
        "{\"allow\":true,\"rule\":7}",
        "{\"allow\":false,\"reason\":\"\"}",
        "{\"allow\":false,\"reason\":\"\\u200b\"}",
        "{\"allow\":true,\"rule\":\"\\u2066\"}",
      })
  void whatIsNoDefiniteDecisionIsNone(String result) throws Exception {
    assertInstanceOf(Decision.Unavailable.class, answered(result));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "",
        "true",
        "garbage",
        "{\"result\":true",
        "{\"result\":true}{\"result\":false}",
        "{\"result\":false,\"result\":true}",
      })
  void whatIsNoAnswerIsNoDecision(String body) throws Exception {
    opa.answers(body);
    assertInstanceOf(Decision.Unavailable.class, ask());
  }

  @Test
  void anUndefinedPolicyIsNamedAsThat() throws Exception {
    opa.answers("{}");
    var undecided = assertInstanceOf(Decision.Unavailable.class, ask());
    assertTrue(undecided.explanation().contains("/v1/data/ci/doors"), undecided.explanation());
  }

  @ParameterizedTest
  @ValueSource(ints = {201, 204, 302, 401, 404, 500, 503})
  void onlyStatus200IsAnAnswer(int status) throws Exception {
    opa.status(status);
    opa.answers(status == 204 ? "" : "{\"result\":true}");
    assertInstanceOf(Decision.Unavailable.class, ask());
  }

  @Test
  void anAnswerLongerThanTheBoundIsNoDecision() throws Exception {
    opa.answers("{\"result\":true" + " ".repeat(OpaAuthorizer.LONGEST) + "}");
    assertInstanceOf(Decision.Unavailable.class, ask());
  }

  @Test
  void aSilentAgentIsGivenUp() throws Exception {
    authorizer = authorizer(Map.of("url", opa.url(), "deadline", "100ms"));
    opa.fallSilent();
    assertInstanceOf(Decision.Unavailable.class, ask());
  }

  @Test
  void anAgentThatIsDownIsNoDecision() throws Exception {
    opa.close();
    assertInstanceOf(Decision.Unavailable.class, ask());
  }

  @ParameterizedTest
  @CsvSource({
    "url, http://opa.internal:8181",
    "url, ftp://127.0.0.1",
    "url, https://opa.internal?x=1",
    "url, https://user:password@opa.internal",
    "path, ''",
    "path, ci/../x",
    "path, /ci",
    "path, ci?x",
    "deadline, 0s",
    "deadline, 1h",
  })
  void refusesSettingsThatCannotBeMeant(String key, String value) {
    Map<String, Object> settings = new HashMap<>(Map.of("url", "https://opa.internal:8181"));
    settings.put(key, value);
    var refused = assertThrows(InvalidSettingsException.class, () -> authorizer(settings));
    assertTrue(refused.getMessage().contains(key), refused.getMessage());
  }
}
