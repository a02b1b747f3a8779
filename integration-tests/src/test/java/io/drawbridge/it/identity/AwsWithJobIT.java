// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.it.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drawbridge.it.harness.Answer;
import io.drawbridge.it.harness.AuditTrail.Entry;
import io.drawbridge.it.harness.Client;
import io.drawbridge.it.harness.Command;
import io.drawbridge.it.harness.Scene;
import io.drawbridge.it.peer.CiJob;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** AWS names a role, a GitLab token beside it the job. */
class AwsWithJobIT {
  @TempDir static Path directory;
  private static AwsScene scene;

  @BeforeAll
  static void start() {
    String when = "role = \"ci-deploy\", \"gitlab.project_id\" = \"" + Scene.PROJECT + "\"";
    scene = new AwsScene(directory, Map.of("companions", "[\"gitlab\"]"), when);
  }

  @AfterAll
  static void stop() {
    try {
      scene.gateway.scanForSecrets(scene.gitlab.secrets());
    } finally {
      scene.close();
    }
  }

  private static Client client() throws IOException {
    return Client.tls(scene.gateway.tlsPort(), scene.certificates.trusting(), "TLSv1.3");
  }

  private static String token(CiJob job) {
    return scene.gitlab.idToken(job, Scene.AUDIENCE).text();
  }

  private static Answer ask(Client client, String companion) throws IOException {
    String field = "Drawbridge-Credential: gitlab " + companion;
    return client.send(Client.head(Scene.TARGET, Client.bearer(scene.proof()), field)).answer();
  }

  @Test
  void connectPresentsBoth() throws IOException {
    CiJob job = scene.gitlab.job(Scene.PROJECT);
    Path in = Files.writeString(directory.resolve("in"), "hello\n");
    Command command =
        scene.connect("role", scene.encrypted("--stdio", "--companion-env", "gitlab=ID_TOKEN"));
    Command.Result result = command.with("ID_TOKEN", token(job)).reading(in).run().good();
    assertEquals("hello\n", result.out());
  }

  @Test
  void theTunnelEndsWithTheJob() throws IOException {
    CiJob job = scene.gitlab.job(Scene.PROJECT);
    try (Client client = client()) {
      assertEquals(200, ask(client, token(job)).status());
      assertEquals('x', client.send("x").readByte());
      job.become("success");
      assertThrows(IOException.class, client::readByte);
      scene
          .gateway
          .audit()
          .await("the close", entry -> entry.isClose() && entry.reason().equals("JOB_ENDED"));
    }
    Entry grant =
        scene.gateway.audit().await("the grant", entry -> isGrantOf(entry, "" + job.id()));
    assertEquals("ci-deploy", ((Map<?, ?>) grant.members().get("labels")).get("role"));
  }

  private static boolean isGrantOf(Entry entry, String job) {
    return entry.isGrant()
        && entry.members().get("labels") instanceof Map<?, ?> labels
        && job.equals(labels.get("job"));
  }

  @Test
  void theJobOfAnotherProjectIsDenied() throws IOException {
    try (Client client = client()) {
      assertEquals(403, ask(client, token(scene.gitlab.job(1))).status());
    }
  }

  @Test
  void eitherAloneIsNotEnough() throws IOException {
    try (Client client = client()) {
      Answer answer = client.connectTo(Scene.TARGET, scene.proof());
      assertEquals(407, answer.status());
      assertTrue(answer.body().contains("companion gitlab"), answer.body());
    }
    try (Client client = client()) {
      String alone = token(scene.gitlab.job(Scene.PROJECT));
      assertEquals(403, client.connectTo(Scene.TARGET, alone).status());
    }
  }

  @Test
  void aCompanionThatIsNotGenuineIsRefused() throws IOException {
    try (Client client = client()) {
      Answer answer = ask(client, "of-quite-another-kind");
      assertEquals(407, answer.status());
      assertTrue(answer.body().contains("companion gitlab"), answer.body());
    }
  }
}
