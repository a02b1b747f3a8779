// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.it.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drawbridge.it.harness.Answer;
import io.drawbridge.it.harness.AuditTrail.Entry;
import io.drawbridge.it.harness.Client;
import io.drawbridge.it.harness.Command;
import io.drawbridge.it.harness.Scene;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code connect --source aws-iam} signs, before an STS that nobody of this project wrote. */
class AwsIT {
  @TempDir static Path directory;
  private static AwsScene scene;

  @BeforeAll
  static void start() {
    scene = new AwsScene(directory, Map.of(), "role = \"ci-deploy\", account = \"123456789012\"");
  }

  @AfterAll
  static void stop() {
    List<String> secrets = new ArrayList<>();
    for (String of : List.of("role", "other", "user")) {
      scene.moto.keys(of).forEach((name, value) -> secrets.add(value));
    }
    // The name of a key is no secret, and the audit says it of those who are refused.
    secrets.removeIf(value -> value.startsWith("ASIA") || value.startsWith("AKIA"));
    try {
      scene.gateway.scanForSecrets(secrets);
    } finally {
      scene.close();
    }
  }

  private static Command.Result talk(Command command) throws IOException {
    Path in = Files.writeString(directory.resolve("in"), "hello\n");
    return command.reading(in).run();
  }

  private static Command.Result talk(String keys) throws IOException {
    return talk(scene.connect(keys, scene.encrypted("--stdio")));
  }

  @Test
  void aRoleReachesItsTargetAndTheAuditNamesIt() throws IOException {
    assertEquals("hello\n", talk("role").good().out());
    // Each connection proves anew: the gateway takes no proof twice.
    assertEquals("hello\n", talk("role").good().out());
    Entry grant = scene.gateway.audit().await("the grant", Entry::isGrant);
    Map<?, ?> labels = (Map<?, ?>) grant.members().get("labels");
    assertEquals("ci-deploy", labels.get("role"));
    assertEquals("job-302", labels.get("session (caller-chosen)"));
  }

  private static void assertRefused(Command.Result result, String sentence) {
    assertEquals(77, result.exit(), result.err());
    assertTrue(result.err().contains(sentence), result.err());
  }

  @Test
  void anotherRoleAndAUserAreRefused() throws IOException {
    assertRefused(talk("other"), "role/other");
    assertRefused(talk("user"), "user/dana");
  }

  @Test
  void aWrongKeyIsRefusedByTheSts() throws IOException {
    Command command = scene.connect("role", scene.encrypted("--stdio"));
    assertRefused(
        talk(command.with("AWS_SECRET_ACCESS_KEY", "wrong")), "does not accept the signature");
    command = scene.connect("role", scene.encrypted("--stdio"));
    assertRefused(talk(command.with("AWS_SESSION_TOKEN", "d3Jvbmc=")), "does not accept");
  }

  @Test
  void anotherAudienceIsRefused() throws IOException {
    List<String> words = new ArrayList<>(List.of(scene.encrypted("--stdio")));
    words.addAll(AwsScene.source("https://another.test"));
    words.addAll(List.of("--target", Scene.TARGET));
    words.addFirst("connect");
    Command command =
        Command.drawbridge(words.toArray(String[]::new)).with("AWS_REGION", "us-east-1");
    scene.moto.keys("role").forEach(command::with);
    assertRefused(talk(command), "https://another.test");
  }

  @Test
  void aProofThatSomebodyOverheardOpensNothingAfterItsUse() throws IOException {
    String proof = scene.proof();
    try (Client first = scene.gateway.tunnel(Scene.TARGET, proof);
        Client second = scene.gateway.client()) {
      assertEquals('x', first.send("x").readByte());
      Answer answer = second.connectTo(Scene.TARGET, proof);
      assertEquals(407, answer.status());
      assertTrue(answer.body().contains("used before"), answer.body());
    }
  }

  @Test
  void explainShowsEachCheckOfAProofAndSpendsNone() {
    Command.Result good = explain("role").good();
    for (String check : List.of("freshness", "replay", "STS", "caller", "allowed")) {
      assertTrue(good.out().contains("  ok      " + check + ": "), good.out());
    }
    assertTrue(good.out().contains("          clock: this machine's clock "), good.out());
    Command.Result other = explain("other");
    assertEquals(77, other.exit(), other.out() + other.err());
    assertTrue(other.out().contains("  FAIL    allowed: arn:aws:iam::"), other.out());
    assertTrue(other.out().contains("\nnext: if it may come, add its ARN to roles"), other.out());
  }

  private static Command.Result explain(String keys) {
    List<String> words = new ArrayList<>(List.of("explain", "--target", Scene.TARGET));
    words.addAll(List.of("-c", directory.resolve("drawbridge.toml").toString()));
    words.addAll(AwsScene.source(Scene.AUDIENCE));
    Command command = Command.drawbridge(words.toArray(String[]::new));
    scene.moto.keys(keys).forEach(command::with);
    return command
        .with("AWS_REGION", "us-east-1")
        .with("AWS_ENDPOINT_URL_STS", scene.moto.url())
        .run();
  }
}
