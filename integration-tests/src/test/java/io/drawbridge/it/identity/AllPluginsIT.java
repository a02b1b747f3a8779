// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.it.identity;

import static io.drawbridge.it.harness.Configuration.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drawbridge.it.harness.Answer;
import io.drawbridge.it.harness.Client;
import io.drawbridge.it.harness.Command;
import io.drawbridge.it.harness.Configuration;
import io.drawbridge.it.harness.Gateway;
import io.drawbridge.it.harness.Scene;
import io.drawbridge.it.peer.OpenPolicyAgent;
import io.drawbridge.it.peer.StandInGitLab;
import io.drawbridge.it.peer.Target;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One gateway has every plugin at once, and each answers for its own credentials. */
class AllPluginsIT {
  @TempDir Path directory;

  private Configuration configuration(StandInGitLab gitlab, OpenPolicyAgent opa, Target echo) {
    return new Configuration(directory)
        .plain()
        .secret("ci", Scene.TOKEN, Map.of("project_id", "" + Scene.PROJECT))
        .gitlab(gitlab.url(), Scene.AUDIENCE, "{ mode = \"token-expiry\" }")
        .set("auth.okta", "type", text("okta"))
        .set("auth.okta", "issuer", text("https://company.okta.example/oauth2/default"))
        .set("auth.okta", "audience", text(Scene.AUDIENCE))
        .set("auth.aws", "type", text("aws-iam"))
        .set("auth.aws", "proof", text("caller-identity"))
        .set("auth.aws", "audience", text(Scene.AUDIENCE))
        .set("auth.aws", "regions", "[\"eu-central-1\"]")
        .set("auth.aws", "accounts", "[\"123456789012\"]")
        .set("auth.aws", "roles", "[\"arn:aws:iam::123456789012:role/ci\"]")
        .set("policy.opa", "type", text("opa"))
        .set("policy.opa", "url", text(opa.url()))
        .target(Scene.TARGET, echo.port())
        .rule("secret", Scene.TARGET, "auth = \"static\"")
        .rule("gitlab", Scene.TARGET, "auth = \"gitlab\"", "when = { project_id = \"4217\" }")
        .rule("okta", Scene.TARGET, "auth = \"okta\"", "when = { scp = \"db\" }")
        .rule("aws", Scene.TARGET, "auth = \"aws\"", "when = { account = \"123456789012\" }");
  }

  @Test
  void oneGatewayLoadsThemAll() throws IOException {
    String plugins = Command.drawbridge("plugins").run().good().out();
    for (String type : new String[] {"static", "gitlab-oidc", "okta", "aws-iam"}) {
      assertTrue(plugins.contains("authenticator type " + type + "\n"), plugins);
    }
    assertTrue(plugins.contains("authorizer type opa\n"), plugins);
    try (StandInGitLab gitlab = new StandInGitLab();
        OpenPolicyAgent opa =
            OpenPolicyAgent.start(directory, "package drawbridge\n\ndecision := true\n");
        Target echo = Target.echo();
        Gateway gateway = Gateway.start(configuration(gitlab, opa, echo))) {
      assertEquals("secret", ruleThatGrants(gateway, Scene.TOKEN));
      String token = gitlab.idToken(gitlab.job(Scene.PROJECT), Scene.AUDIENCE).text();
      assertEquals("gitlab", ruleThatGrants(gateway, token));
      try (Client client = gateway.client()) {
        assertEquals(407, client.connectTo(Scene.TARGET, "aws1.e30").status());
      }
    }
  }

  private static String ruleThatGrants(Gateway gateway, String token) throws IOException {
    try (Client client = gateway.client()) {
      Answer answer = client.connectTo(Scene.TARGET, token);
      assertEquals(200, answer.status(), answer + gateway.printed());
      assertEquals('x', client.send("x").readByte());
      return gateway
          .audit()
          .await("the grant", e -> e.isGrant() && e.session().equals(answer.session()))
          .text("rule");
    }
  }
}
