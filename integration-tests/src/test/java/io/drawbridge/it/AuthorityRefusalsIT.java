// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.drawbridge.it.harness.Answer;
import io.drawbridge.it.harness.AuditTrail.Entry;
import io.drawbridge.it.harness.Await;
import io.drawbridge.it.harness.Client;
import io.drawbridge.it.harness.Command;
import io.drawbridge.it.harness.Configuration;
import io.drawbridge.it.harness.Gateway;
import io.drawbridge.it.harness.Scene;
import io.drawbridge.it.harness.Tools;
import io.drawbridge.it.peer.CiJob;
import io.drawbridge.it.peer.StandInGitLab;
import io.drawbridge.it.peer.StandInGitLab.Fault;
import io.drawbridge.it.peer.Target;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whoever must be asked and cannot be, or says no, opens nothing. */
@Execution(ExecutionMode.CONCURRENT)
class AuthorityRefusalsIT {
  @TempDir Path directory;
  private StandInGitLab gitlab;
  private Target witness;

  @BeforeEach
  void start() {
    gitlab = new StandInGitLab();
    witness = Target.witness();
  }

  @AfterEach
  void stop() {
    gitlab.close();
    witness.close();
  }

  private Gateway gateway(String mode) {
    return Gateway.start(Scene.withGitLab(directory, gitlab, mode, witness.port()));
  }

  /** Lets another job in, so that the keys are there, and forgets it. */
  private void warm(Gateway gateway) {
    String token = gitlab.idToken(gitlab.job(Scene.PROJECT), Scene.AUDIENCE).text();
    Await.until(
        Duration.ofSeconds(10),
        () -> "another job is let in",
        () -> {
          try (Client client = gateway.client()) {
            return client.connectTo(Scene.TARGET, token).status() == 200;
          }
        });
    witness.forget();
  }

  private Entry refused(Gateway gateway, String token, int status, String refusal)
      throws Exception {
    try (Client client = gateway.client()) {
      Answer answer = client.connectTo(Scene.TARGET, token);
      assertEquals(status, answer.status(), answer + gateway.printed());
      Entry entry = gateway.audit().awaitRefusal(answer.session());
      assertEquals(refusal, entry.refusal());
      gateway.scanForSecrets(gitlab.secrets());
      return entry;
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Fault.class,
      names = {"NOT_FOUND", "ERROR", "SLOW", "GARBAGE", "UNAUTHORIZED"})
  void anIssuerWhoseKeysCannotBeHadRefuses(Fault fault) throws Exception {
    gitlab.failKeys(fault);
    // Whoever waits for it to be ready hears why it is not; a job that comes all the same does,
    // too.
    try (Gateway gateway =
        Gateway.startNotReady(
            Scene.withGitLab(directory, gitlab, "token-expiry", witness.port()),
            "auth.gitlab: the keys of ")) {
      String token = gitlab.idToken(gitlab.job(Scene.PROJECT), Scene.AUDIENCE).text();
      Entry entry = refused(gateway, token, 503, "AUTHORITY_UNAVAILABLE");
      assertEquals("AUTHENTICATING", entry.text("stage"), entry.toString());
      assertEquals(0, witness.connections());
    }
  }

  @Test
  void aWrongTokenOfTheGatewaysIsToldAtTheStartAndMendedByAnotherFile() throws Exception {
    Configuration configuration = Scene.withGitLab(directory, gitlab, "api-token", witness.port());
    configuration.write("gitlab-read-api", "glpat-not-this-one");
    try (Gateway gateway =
        Gateway.startNotReady(
            configuration, "auth.gitlab: GitLab refuses the gateway's own token (401)")) {
      configuration.write("gitlab-read-api", gitlab.readToken());
      Await.until(
          Duration.ofSeconds(10),
          () -> "it is ready with the right one\n" + gateway.printed(),
          () -> gateway.get("/readyz").statusCode() == 200);
      warm(gateway);
    }
  }

  @ParameterizedTest
  @EnumSource(value = Fault.class, mode = EnumSource.Mode.EXCLUDE, names = "NONE")
  void aGitLabThatCannotTellWhetherTheJobRunsRefuses(Fault fault) throws Exception {
    try (Gateway gateway = gateway("api-token")) {
      warm(gateway);
      gitlab.failApi(fault);
      String token = gitlab.idToken(gitlab.job(Scene.PROJECT), Scene.AUDIENCE).text();
      Entry entry = refused(gateway, token, 503, "AUTHORITY_UNAVAILABLE");
      assertEquals("LIVENESS", entry.text("stage"), entry.toString());
      assertEquals(0, witness.connections());
    }
  }

  @ParameterizedTest
  @org.junit.jupiter.params.provider.ValueSource(
      strings = {"canceling", "canceled", "success", "failed", "skipped"})
  void aJobThatNoLongerRunsIsRefused(String status) throws Exception {
    try (Gateway gateway = gateway("api-token")) {
      warm(gateway);
      CiJob job = gitlab.job(Scene.PROJECT);
      String token = gitlab.idToken(job, Scene.AUDIENCE).text();
      job.become(status);
      Entry entry = refused(gateway, token, 403, "JOB_ENDED");
      assertEquals("LIVENESS", entry.text("stage"), entry.toString());
      assertEquals(0, witness.connections());
    }
  }

  /** What does not run yet, a lagging replica may say of a job that does: nobody can tell. */
  @ParameterizedTest
  @org.junit.jupiter.params.provider.ValueSource(strings = {"created", "pending", "manual"})
  void aJobThatSeemsNotToRunYetIsNotSaidToHaveEnded(String status) throws Exception {
    try (Gateway gateway = gateway("api-token")) {
      warm(gateway);
      CiJob job = gitlab.job(Scene.PROJECT);
      String token = gitlab.idToken(job, Scene.AUDIENCE).text();
      job.become(status);
      Entry entry = refused(gateway, token, 503, "AUTHORITY_UNAVAILABLE");
      assertEquals("LIVENESS", entry.text("stage"), entry.toString());
      assertEquals(0, witness.connections());
    }
  }

  @Test
  void aGrantThatCannotBeRecordedIsNone() throws Exception {
    String prlimit = Tools.require("prlimit").toString();
    try (Gateway gateway = Gateway.start(Scene.withSecret(directory, witness))) {
      try (Client client = gateway.client()) {
        String session = client.connectTo(Scene.TARGET, Scene.TOKEN).session();
        client.send("x");
        client.goodbye();
        gateway.audit().awaitClose(session);
        assertEquals(Target.Ended.FIN, witness.awaitEnd(Duration.ofSeconds(5)));
      }
      // The kernel refuses the file one more byte, as a full disk would.
      long size = Files.size(directory.resolve("audit.jsonl"));
      limit(prlimit, gateway, "" + size);
      witness.forget();
      try (Client client = gateway.client()) {
        String head = Client.head(Scene.TARGET, Client.bearer(Scene.TOKEN));
        assertEquals(503, client.send(head + "early bytes").answer().status());
      }
      assertEquals(0, witness.bytes(), "not a byte without a record");
      assertEquals(503, gateway.get("/readyz").statusCode(), "not ready without an audit");
      limit(prlimit, gateway, "unlimited");
      Await.until(
          Duration.ofSeconds(15),
          () -> "it records and grants again\n" + gateway.printed(),
          () -> {
            try (Client client = gateway.client()) {
              return client.connectTo(Scene.TARGET, Scene.TOKEN).status() == 200;
            }
          });
    }
  }

  private static void limit(String prlimit, Gateway gateway, String size) {
    Command.of(prlimit, "--pid", "" + gateway.pid(), "--fsize=" + size + ":").run().good();
  }
}
