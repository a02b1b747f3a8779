// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.it.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drawbridge.it.harness.Answer;
import io.drawbridge.it.harness.AuditTrail.Entry;
import io.drawbridge.it.harness.Client;
import io.drawbridge.it.harness.Command;
import io.drawbridge.it.harness.Configuration;
import io.drawbridge.it.harness.Gateway;
import io.drawbridge.it.harness.Scene;
import io.drawbridge.it.peer.Target;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A shadow rule is recorded and not enforced; once in force it does what was recorded. */
class ShadowRulesIT {
  private static final String STRICTER = "when = { project_id = 4217, ref = \"main\" }";
  private static final String NEWCOMERS = "when = { project_id = 4217, ref = \"feature\" }";

  @TempDir Path directory;

  private static Entry ask(Gateway gateway, String target, int status) throws Exception {
    try (Client client = gateway.client()) {
      Answer answer = client.connectTo(target, Scene.TOKEN);
      assertEquals(status, answer.status(), answer + gateway.printed());
      return gateway
          .audit()
          .await(
              "the attempt",
              e -> e.session().equals(answer.session()) && (e.isGrant() || e.isRefusal()));
    }
  }

  @Test
  void whatWasRecordedIsWhatAReplayTells() throws Exception {
    try (Target echo = Target.echo()) {
      Configuration configuration =
          new Configuration(directory)
              .plain()
              .secret("ci", Scene.TOKEN, Map.of("project_id", "4217", "ref", "feature"))
              .target("orders-db", echo.port())
              .target("billing-db", echo.port())
              .rule("wide", "orders-db", "when = { project_id = 4217 }")
              .rule("other", "billing-db", "when = { project_id = 1 }")
              .rule("stricter", "orders-db", "shadow = true\nreplaces = \"wide\"\n" + STRICTER)
              .rule("newcomers", "billing-db", "shadow = true\n" + NEWCOMERS);
      Path rules;
      try (Gateway gateway = Gateway.start(configuration)) {
        rules = directory.resolve("drawbridge.toml");
        Entry granted = ask(gateway, "orders-db", 200);
        assertEquals("wide", granted.text("rule"));
        assertEquals("stricter", granted.text("shadow_rule"));
        assertEquals("would have denied", granted.text("shadow"));
        Entry refused = ask(gateway, "billing-db", 403);
        assertEquals("DENIED", refused.refusal());
        assertEquals("newcomers", refused.text("shadow_rule"));
        assertEquals("would have granted", refused.text("shadow"));
      }
      String text = Files.readString(rules);
      String inForce =
          text.replace("when = { project_id = 4217 }", STRICTER)
              .replace("when = { project_id = 1 }", NEWCOMERS);
      Path changed = Files.writeString(directory.resolve("changed.toml"), inForce);
      Command.Result diff =
          Command.drawbridge(
                  "policy",
                  "diff",
                  rules.toString(),
                  changed.toString(),
                  "--audit",
                  directory.resolve("audit.jsonl").toString())
              .run();
      assertEquals(1, diff.exit(), diff.err());
      String counts = "2 attempts replayed, 1 now granted, 1 now denied, 0 other limits, 0 undecid";
      assertTrue(diff.out().contains(counts), diff.out() + diff.err());
    }
  }
}
