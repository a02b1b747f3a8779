// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drawbridge.it.harness.Client;
import io.drawbridge.it.harness.Command;
import io.drawbridge.it.harness.Configuration;
import io.drawbridge.it.harness.Gateway;
import io.drawbridge.it.harness.Scene;
import io.drawbridge.it.peer.CiJob;
import io.drawbridge.it.peer.StandInGitLab;
import io.drawbridge.it.peer.Target;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The commands with which an operator finds out why. */
@Execution(ExecutionMode.CONCURRENT)
class CommandsIT {
  @TempDir Path directory;
  private StandInGitLab gitlab;

  @BeforeEach
  void start() {
    gitlab = new StandInGitLab();
  }

  @AfterEach
  void stop() {
    gitlab.close();
  }

  private Configuration configuration() {
    return Scene.withGitLab(directory, gitlab, "api-token", 5432);
  }

  private Command.Result explain(String token, String target) throws IOException {
    Path file = Files.writeString(directory.resolve("token"), token);
    Command.Result result =
        Command.drawbridge(
                "explain",
                "-c",
                configuration().write().toString(),
                "--token-file",
                file.toString(),
                "--target",
                target)
            .run();
    for (String secret : gitlab.secrets()) {
      assertFalse((result.out() + result.err()).contains(secret), "no secret is printed");
    }
    return result;
  }

  @Test
  void explainSaysYesForAGoodToken() throws IOException {
    String token = gitlab.idToken(gitlab.job(Scene.PROJECT), Scene.AUDIENCE).text();
    Command.Result result = explain(token, Scene.TARGET);
    assertEquals(0, result.exit(), result.out() + result.err());
    assertTrue(result.out().contains("project_id"), result.out());
    assertTrue(result.out().contains("orders"), "the rule's name: " + result.out());
  }

  @Test
  void explainSaysWhichConditionDidNotHold() throws IOException {
    String token = gitlab.idToken(gitlab.job(99), Scene.AUDIENCE).text();
    Command.Result result = explain(token, Scene.TARGET);
    assertEquals(77, result.exit(), result.out() + result.err());
    assertTrue(result.out().contains("99") && result.out().contains("4217"), result.out());
  }

  @Test
  void explainSaysWhatAnExpiredTokenWouldHaveGot() throws IOException {
    CiJob job = gitlab.job(Scene.PROJECT);
    long now = System.currentTimeMillis() / 1000;
    String token =
        gitlab
            .idToken(job, Scene.AUDIENCE)
            .claim("iat", now - 4000)
            .claim("nbf", now - 4005)
            .claim("exp", now - 400)
            .text();
    Command.Result result = explain(token, Scene.TARGET);
    assertEquals(77, result.exit(), result.out() + result.err());
    assertTrue(result.out().contains("EXPIRED"), result.out());
    assertTrue(result.out().contains("orders"), "the rule it would have met: " + result.out());
  }

  @Test
  void checkWarnsOfARuleForEverybody() {
    Configuration open = configuration().rule("anybody", Scene.TARGET, "auth = \"gitlab\"");
    Command.Result result = Command.drawbridge("check", "-c", open.write().toString()).run();
    assertEquals(1, result.exit(), result.out() + result.err());
    assertTrue((result.out() + result.err()).contains("anybody"), result.out() + result.err());
  }

  @Test
  void pluginsListsThem() {
    String listed = Command.drawbridge("plugins").run().good().out();
    assertTrue(listed.contains("gitlab-oidc") && listed.contains("static"), listed);
  }

  @Test
  void auditVerifyFindsWhatWasChangedRemovedOrTorn() throws IOException {
    Path file = directory.resolve("audit.jsonl");
    try (Target echo = Target.echo();
        Gateway gateway = Gateway.start(Scene.withSecret(directory, echo))) {
      for (int i = 0; i < 3; i++) {
        try (Client client = gateway.tunnel(Scene.TARGET, Scene.TOKEN)) {
          client.send("x").readByte();
        }
      }
      gateway.terminate();
      assertEquals(0, gateway.awaitExit(Duration.ofSeconds(10)));
    }
    assertEquals(0, verify(file));
    byte[] good = Files.readAllBytes(file);
    String text = new String(good, StandardCharsets.UTF_8);
    Files.writeString(file, text.replaceFirst("\"rule\":\"orders\"", "\"rule\":\"Orders\""));
    assertEquals(1, verify(file), "changed");
    int third = text.indexOf('\n', text.indexOf('\n') + 1) + 1;
    int fourth = text.indexOf('\n', third) + 1;
    Files.writeString(file, text.substring(0, third) + text.substring(fourth));
    assertEquals(1, verify(file), "removed");
    Files.writeString(file, text.substring(0, text.length() - 9));
    assertEquals(1, verify(file), "torn");
    Files.write(file, good);
    assertEquals(0, verify(file));
  }

  private static int verify(Path file) {
    return Command.drawbridge("audit", "verify", file.toString()).run().exit();
  }
}
