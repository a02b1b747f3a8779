// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.it.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drawbridge.it.harness.Answer;
import io.drawbridge.it.harness.AuditTrail.Entry;
import io.drawbridge.it.harness.Client;
import io.drawbridge.it.harness.Configuration;
import io.drawbridge.it.harness.Gateway;
import io.drawbridge.it.harness.Scene;
import io.drawbridge.it.peer.BlackHole;
import io.drawbridge.it.peer.OpenPolicyAgent;
import io.drawbridge.it.peer.Target;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the real Open Policy Agent says is done, and what it does not say is not guessed. */
class OpaIT {
  private static final List<String> TARGETS =
      List.of("allowed", "denied", "limited", "undefined", "slow", "text", "misspelt", "unruled");

  private static final String POLICY =
      """
      package drawbridge

      decision := true if input.target in {"allowed", "unruled"}

      decision := {
        "allow": false,
        "rule": "nobody",
        "reason": sprintf("project %%s is not let in by %%s", [input.claims.project_id, input.listener]),
      } if input.target in {"denied", "no-such-target"}

      decision := {
        "allow": true,
        "rule": "for a moment",
        "limits": {"lifetime": "1s", "tunnels_per_principal": 1},
      } if input.target == "limited"

      decision := http.send({
        "method": "get",
        "url": "http://127.0.0.1:%d/",
        "timeout": "5s",
      }).status_code == 200 if input.target == "slow"

      decision := "yes" if input.target == "text"

      decision := {"allow": true, "limit": {"lifetime": "1s"}} if input.target == "misspelt"
      """;

  @TempDir static Path directory;
  private static BlackHole hole;
  private static OpenPolicyAgent opa;
  private static Target echo;
  private static Gateway gateway;

  @BeforeAll
  static void start() {
    hole = new BlackHole();
    opa = OpenPolicyAgent.start(directory, POLICY.formatted(hole.port()));
    echo = Target.echo();
    gateway = Gateway.start(configuration(directory, opa));
  }

  @AfterAll
  static void stop() {
    for (AutoCloseable each : new AutoCloseable[] {gateway, echo, opa, hole}) {
      try {
        if (each != null) {
          each.close();
        }
      } catch (Exception e) {
        throw new AssertionError(e);
      }
    }
  }

  private static Configuration configuration(Path directory, OpenPolicyAgent opa) {
    Configuration configuration =
        new Configuration(directory)
            .plain()
            .secret("ci", Scene.TOKEN, Map.of("project_id", "" + Scene.PROJECT))
            .set("policy.opa", "type", "\"opa\"")
            .set("policy.opa", "url", Configuration.text(opa.url()));
    TARGETS.forEach(target -> configuration.target(target, echo.port()));
    return configuration;
  }

  private static Entry refused(Gateway by, String target, int status, String refusal)
      throws Exception {
    try (Client client = by.client()) {
      Answer answer = client.connectTo(target, Scene.TOKEN);
      assertEquals(status, answer.status(), answer + by.printed());
      Entry entry = by.audit().awaitRefusal(answer.session());
      assertEquals(refusal, entry.refusal());
      assertEquals("AUTHORIZING", entry.text("stage"));
      return entry;
    }
  }

  @Test
  void whatItAllowsIsGranted() throws Exception {
    try (Client client = gateway.client()) {
      Answer answer = client.connectTo("allowed", Scene.TOKEN);
      assertEquals(200, answer.status(), answer + gateway.printed());
      assertEquals('x', client.send("x").readByte());
      Entry grant =
          gateway
              .audit()
              .await("the grant", e -> e.isGrant() && e.session().equals(answer.session()));
      assertEquals("opa:drawbridge/decision", grant.text("rule"));
    }
  }

  @Test
  void whatItDeniesIsRefusedAndItsReasonIsInTheAuditAlone() throws Exception {
    String reason = "project 4217 is not let in by plain";
    Entry entry = refused(gateway, "denied", 403, "DENIED");
    assertTrue(entry.text("explanation").contains(reason), entry.toString());
    // Its words would tell the caller that the target exists.
    try (Client client = gateway.client();
        Client other = gateway.client()) {
      Answer answer = client.connectTo("denied", Scene.TOKEN);
      assertEquals(other.connectTo("no-such-target", Scene.TOKEN).body(), answer.body());
    }
  }

  @Test
  void itsLimitsHold() throws Exception {
    try (Client client = gateway.client();
        Client second = gateway.client()) {
      Answer answer = client.connectTo("limited", Scene.TOKEN);
      assertEquals(200, answer.status(), answer + gateway.printed());
      assertEquals(429, second.connectTo("limited", Scene.TOKEN).status());
      assertEquals("LIFETIME", gateway.audit().awaitClose(answer.session()).reason());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"undefined", "slow", "text", "misspelt"})
  void whatIsNoDefiniteAnswerOpensNothing(String target) throws Exception {
    int before = echo.connections();
    refused(gateway, target, 503, "AUTHORITY_UNAVAILABLE");
    assertEquals(before, echo.connections());
  }

  @Test
  void anAgentThatIsDownOpensNothing(@TempDir Path own) throws Exception {
    try (OpenPolicyAgent other =
            OpenPolicyAgent.start(own, "package drawbridge\n\ndecision := true\n");
        Gateway by = Gateway.start(configuration(own, other))) {
      try (Client client = by.client()) {
        assertEquals(200, client.connectTo("undefined", Scene.TOKEN).status());
      }
      other.kill();
      refused(by, "undefined", 503, "AUTHORITY_UNAVAILABLE");
    }
  }

  @Test
  void rulesAndAgentMustBothGrant(@TempDir Path own) throws Exception {
    Configuration both =
        configuration(own, opa).rule("ruled", "allowed,denied", "when = { project_id = 4217 }");
    try (Gateway by = Gateway.start(both)) {
      try (Client client = by.client()) {
        assertEquals(200, client.connectTo("allowed", Scene.TOKEN).status());
      }
      refused(by, "denied", 403, "DENIED");
      refused(by, "unruled", 403, "DENIED");
    }
  }
}
