// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.auth.gitlab;

import static io.drawbridge.auth.Liveness.State.ENDED;
import static io.drawbridge.auth.Liveness.State.ENDING;
import static io.drawbridge.auth.Liveness.State.RUNNING;
import static io.drawbridge.auth.Liveness.State.UNKNOWN;
import static io.drawbridge.auth.gitlab.GitlabStub.job;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drawbridge.auth.Authentication;
import io.drawbridge.auth.Authenticator;
import io.drawbridge.auth.Credentials;
import io.drawbridge.auth.Liveness;
import io.drawbridge.auth.Secret;
import io.drawbridge.auth.gitlab.GitlabStub.Scripted;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class LivenessTest {
  private static final Map<String, Object> JOB = Map.of("mode", "job-token");
  private static final Scripted NONE = new Scripted(404, "{\"message\":\"404 Not found\"}");
  private static final Scripted DENIED = new Scripted(401, "{\"message\":\"401 Unauthorized\"}");

  private final GitlabFixture fixture;

  LivenessTest() throws Exception {
    fixture = new GitlabFixture();
  }

  @AfterEach
  void close() {
    assertFalse(fixture.environment.lines().toString().contains("canary"), "a secret in the log");
    fixture.close();
  }

  private Liveness liveness(Map<String, Object> mode) throws Exception {
    // Left open: a liveness is asked as long as its authenticator lives.
    Authenticator authenticator = fixture.create(fixture.settings(mode));
    return GitlabFixture.verified(authenticator, fixture.credentials()).liveness();
  }

  private long logged(String level, String part) {
    return fixture.environment.lines().stream()
        .filter(line -> line.startsWith(level) && line.contains(part))
        .count();
  }

  @Test
  void asksForTheJobOfTheTokenWithTheGatewaysToken() throws Exception {
    Liveness liveness = liveness(GitlabFixture.apiToken());
    assertEquals("20/302", liveness.key());
    fixture.gitlab.next(job("running"));
    assertEquals(RUNNING, liveness.check());
    assertEquals(
        List.of("GET /api/v4/projects/20/jobs/302 Private-Token:" + GitlabFixture.READ_TOKEN),
        fixture.gitlab.asked());
  }

  @Test
  void asksForTheJobOfTheJobsOwnToken() throws Exception {
    Liveness liveness = liveness(JOB);
    fixture.gitlab.next(job("running"));
    assertEquals(RUNNING, liveness.check());
    assertEquals(
        List.of("GET /api/v4/job Job-Token:" + GitlabFixture.JOB_TOKEN), fixture.gitlab.asked());
  }

  static Stream<Map<String, Object>> askingModes() {
    return Stream.of(GitlabFixture.apiToken(), JOB);
  }

  @ParameterizedTest
  @MethodSource("askingModes")
  void readsEveryStatusOfGitlab(Map<String, Object> mode) throws Exception {
    Liveness liveness = liveness(mode);
    for (String status : List.of("success", "failed", "canceled", "skipped")) {
      fixture.gitlab.next(job(status), job(status));
      assertEquals(ENDED, liveness.check(), status);
    }
    fixture.gitlab.next(job("running"), job("canceling"));
    assertEquals(RUNNING, liveness.check());
    assertEquals(ENDING, liveness.check());
  }

  @ParameterizedTest
  @MethodSource("askingModes")
  void aJobThatDoesNotRunYetHasNotEnded(Map<String, Object> mode) throws Exception {
    Liveness liveness = liveness(mode);
    for (String status :
        List.of(
            "created",
            "waiting_for_resource",
            "preparing",
            "waiting_for_callback",
            "pending",
            "manual",
            "scheduled")) {
      fixture.gitlab.next(job(status), job("running"));
      assertEquals(UNKNOWN, liveness.check(), status);
      assertEquals(RUNNING, liveness.check(), status);
    }
    assertEquals(0, fixture.pauses.get());
  }

  @ParameterizedTest
  @MethodSource("askingModes")
  void aStatusThatNobodyKnowsIsNoEndAndIsTold(Map<String, Object> mode) throws Exception {
    Liveness liveness = liveness(mode);
    for (String status : List.of("new_word", "", "Running", "success\nERROR")) {
      fixture.gitlab.next(job(status));
      assertEquals(UNKNOWN, liveness.check(), status);
    }
    assertEquals(1, logged("WARNING", "the status new_word, which this version"));
  }

  @ParameterizedTest
  @MethodSource("askingModes")
  void anEndIsConfirmedByASecondAnswer(Map<String, Object> mode) throws Exception {
    Liveness liveness = liveness(mode);
    fixture.gitlab.next(job("success"), job("running"));
    assertEquals(RUNNING, liveness.check());
    fixture.gitlab.next(job("failed"), new Scripted(502, ""));
    assertEquals(UNKNOWN, liveness.check());
    fixture.gitlab.next(job("canceled"), job("canceled"));
    assertEquals(ENDED, liveness.check());
    assertEquals(3, fixture.pauses.get());
    assertEquals(6, fixture.gitlab.asked().size());
  }

  @Test
  void aLimitOfOneJobsTokenLeavesTheOtherJobsAlone() throws Exception {
    try (Authenticator authenticator = fixture.create(fixture.settings(JOB))) {
      Liveness limited = GitlabFixture.verified(authenticator, fixture.credentials()).liveness();
      Secret other = Secret.of(fixture.token(Map.of("job_id", "303")));
      Credentials companion =
          Credentials.of(other).withCompanion("job", Secret.of("glcbt-64_canary-of-another-job"));
      Liveness free = GitlabFixture.verified(authenticator, companion).liveness();
      fixture.gitlab.next(
          new Scripted(429, "", Map.of("Retry-After", "600")), job(303, 574, 20, "running"));
      assertEquals(UNKNOWN, limited.check());
      assertEquals(RUNNING, free.check());
      // A later session of the limited job does not ask either.
      Liveness again = GitlabFixture.verified(authenticator, fixture.credentials()).liveness();
      assertEquals(UNKNOWN, again.check());
      assertEquals(2, fixture.gitlab.asked().size());
    }
  }

  @Test
  void aLimitOfTheGatewaysOwnTokenIsForAllJobs() throws Exception {
    try (Authenticator authenticator = fixture.create(fixture.settings(GitlabFixture.apiToken()))) {
      Liveness first = GitlabFixture.verified(authenticator, fixture.credentials()).liveness();
      Secret other = Secret.of(fixture.token(Map.of("job_id", "303")));
      Liveness second = GitlabFixture.verified(authenticator, Credentials.of(other)).liveness();
      fixture.gitlab.next(new Scripted(429, "", Map.of("Retry-After", "600")));
      assertEquals(UNKNOWN, first.check());
      assertEquals(UNKNOWN, second.check());
      assertEquals(1, fixture.gitlab.asked().size());
    }
  }

  @ParameterizedTest
  @MethodSource("askingModes")
  void cannotTellFromAnAnswerThatIsNone(Map<String, Object> mode) throws Exception {
    Liveness liveness = liveness(mode);
    List<Scripted> silent =
        List.of(
            new Scripted(500, "x"),
            new Scripted(502, ""),
            new Scripted(503, "<html>"),
            new Scripted(204, ""),
            new Scripted(302, "", Map.of("Location", fixture.gitlab.issuer() + "/api/v4/other")),
            new Scripted(301, "", Map.of("Location", "http://169.254.169.254/")),
            new Scripted(200, ""),
            new Scripted(200, "<html>sign in</html>"),
            new Scripted(200, "[]"),
            new Scripted(200, "{\"id\":302}"),
            new Scripted(200, "{\"id\":\"302\",\"status\":\"running\",\"pipeline\":7}"),
            new Scripted(200, job("running").body() + "x"),
            new Scripted(200, " ".repeat(300_000) + job("running").body()),
            new Scripted(0, ""));
    for (Scripted answer : silent) {
      fixture.gitlab.next(answer);
      assertEquals(UNKNOWN, liveness.check(), answer.toString());
    }
    assertEquals(1, fixture.gitlab.asked().stream().distinct().count(), "a redirect was followed");
    assertTrue(logged("WARNING", "GitLab answered 503") > 0);
  }

  @ParameterizedTest
  @MethodSource("askingModes")
  void leavesGitlabAloneForAsLongAsItAsks(Map<String, Object> mode) throws Exception {
    Liveness liveness = liveness(mode);
    fixture.gitlab.next(new Scripted(429, "", Map.of("Retry-After", "17")), job("running"));
    assertEquals(UNKNOWN, liveness.check());
    fixture.environment.turn(Duration.ofMillis(16_999));
    assertEquals(UNKNOWN, liveness.check());
    assertEquals(1, fixture.gitlab.asked().size());
    fixture.environment.turn(Duration.ofMillis(1));
    assertEquals(RUNNING, liveness.check());
    assertEquals(2, fixture.gitlab.asked().size());
  }

  @Test
  void understandsEveryFormOfRetryAfter() throws Exception {
    for (Map.Entry<String, Integer> wish :
        Map.of(
                "Mon, 23 Nov 2026 12:00:40 GMT", 40,
                "", 30,
                "soon", 30,
                "999999999", 600,
                "0", 0,
                "Mon, 23 Nov 2026 11:00:00 GMT", 0)
            .entrySet()) {
      fixture.environment.set(GitlabFixture.NOW);
      Liveness liveness = liveness(JOB);
      Map<String, String> headers =
          wish.getKey().isEmpty() ? Map.of() : Map.of("Retry-After", wish.getKey());
      fixture.gitlab.next(new Scripted(429, "", headers), job("running"));
      assertEquals(UNKNOWN, liveness.check());
      if (wish.getValue() > 0) {
        fixture.environment.turn(Duration.ofSeconds(wish.getValue()).minusMillis(1));
        assertEquals(UNKNOWN, liveness.check(), wish.getKey());
        fixture.environment.turn(Duration.ofMillis(1));
      }
      assertEquals(RUNNING, liveness.check(), wish.getKey());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {401, 403})
  void blamesTheGatewaysTokenNotTheJob(int status) throws Exception {
    Liveness liveness = liveness(GitlabFixture.apiToken());
    fixture.gitlab.next(job("running"));
    assertEquals(RUNNING, liveness.check());
    for (int i = 0; i < 5; i++) {
      fixture.gitlab.next(new Scripted(status, "{}"));
      assertEquals(UNKNOWN, liveness.check());
    }
    assertEquals(1, logged("ERROR", "refuses the gateway's own token (" + status + ")"));
    fixture.environment.turn(Duration.ofMinutes(1));
    fixture.gitlab.next(new Scripted(status, "{}"));
    assertEquals(UNKNOWN, liveness.check());
    assertEquals(2, logged("ERROR", "refuses the gateway's own token"));
  }

  @Test
  void tellsAHiddenProjectFromADeletedJob() throws Exception {
    Liveness liveness = liveness(GitlabFixture.apiToken());
    fixture.gitlab.next(NONE, job("running"), NONE, NONE);
    assertEquals(UNKNOWN, liveness.check());
    assertEquals(1, logged("ERROR", "cannot see project 20"));
    assertEquals(RUNNING, liveness.check());
    assertEquals(ENDED, liveness.check());
  }

  @Test
  void remembersTheJobForItsLaterSessions() throws Exception {
    try (Authenticator authenticator = fixture.create(fixture.settings(GitlabFixture.apiToken()))) {
      fixture.gitlab.next(job("running"), NONE, NONE);
      Liveness first = GitlabFixture.verified(authenticator, fixture.credentials()).liveness();
      assertEquals(RUNNING, first.check());
      Liveness second = GitlabFixture.verified(authenticator, fixture.credentials()).liveness();
      assertEquals(ENDED, second.check());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {401, 403, 404})
  void confirmsOnceThatAJobTokenIsNoLongerGood(int status) throws Exception {
    Liveness liveness = liveness(JOB);
    fixture.gitlab.next(new Scripted(status, "{}"), new Scripted(status, "{}"));
    assertEquals(ENDED, liveness.check());
    assertEquals(2, fixture.gitlab.asked().size());
    assertEquals(1, fixture.pauses.get());
  }

  @Test
  void keepsAJobThatWasRefusedByMistake() throws Exception {
    Liveness liveness = liveness(JOB);
    fixture.gitlab.next(DENIED, job("running"), DENIED, new Scripted(502, ""));
    assertEquals(RUNNING, liveness.check());
    assertEquals(UNKNOWN, liveness.check());
  }

  static Stream<Scripted> othersJobs() {
    return Stream.of(
        job(303, 574, 20, "running"), job(302, 575, 20, "running"), job(302, 574, 21, "running"));
  }

  @ParameterizedTest
  @MethodSource("othersJobs")
  void takesNoOtherJobForThisOne(Scripted other) throws Exception {
    Liveness asReader = liveness(GitlabFixture.apiToken());
    fixture.gitlab.next(other);
    assertEquals(UNKNOWN, asReader.check());
    assertEquals(1, logged("ERROR", "was asked for job 302 of project 20"));
    Liveness asJob = liveness(JOB);
    fixture.gitlab.next(other, other);
    assertEquals(ENDED, asJob.check());
  }

  @Test
  void asksForTheJobsOwnTokenWhereItIsNeeded() throws Exception {
    Secret token = Secret.of(fixture.token(Map.of()));
    try (Authenticator authenticator = fixture.create(fixture.settings(JOB))) {
      for (Credentials without :
          List.of(
              Credentials.of(token),
              Credentials.of(token).withCompanion("other", Secret.of(GitlabFixture.JOB_TOKEN)),
              Credentials.of(token).withCompanion("job", Secret.of("")),
              Credentials.of(token).withCompanion("job", Secret.of("a\r\nHost: b")))) {
        var rejected =
            assertInstanceOf(
                Authentication.Rejected.class, GitlabFixture.ask(authenticator, without));
        assertTrue(rejected.explanation().contains("CI_JOB_TOKEN"), rejected.explanation());
      }
    }
    assertTrue(fixture.gitlab.asked().isEmpty());
  }

  @Test
  void takesTheJobAsRunningUntilItsTokenHasExpired() throws Exception {
    Liveness liveness = liveness(Map.of("mode", "token-expiry"));
    assertEquals(0, liveness.cost());
    fixture.environment.set(GitlabFixture.NOW.plusSeconds(3_300 + 59));
    assertEquals(RUNNING, liveness.check());
    fixture.environment.set(GitlabFixture.NOW.plusSeconds(3_300 + 60));
    assertEquals(ENDED, liveness.check());
    assertTrue(fixture.gitlab.asked().isEmpty());
  }

  @ParameterizedTest
  @MethodSource("askingModes")
  void endsWhenItsThreadIsInterrupted(Map<String, Object> mode) throws Exception {
    Liveness liveness = liveness(mode);
    Thread.currentThread().interrupt();
    assertThrows(InterruptedException.class, liveness::check);
  }
}
