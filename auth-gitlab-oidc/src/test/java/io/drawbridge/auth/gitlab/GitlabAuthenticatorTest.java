// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.auth.gitlab;

import static io.drawbridge.auth.Authentication.Reason.BAD_SIGNATURE;
import static io.drawbridge.auth.Authentication.Reason.EXPIRED;
import static io.drawbridge.auth.Authentication.Reason.FORK;
import static io.drawbridge.auth.Authentication.Reason.MALFORMED;
import static io.drawbridge.auth.Authentication.Reason.MISSING_CLAIM;
import static io.drawbridge.auth.Authentication.Reason.OTHER;
import static io.drawbridge.auth.Authentication.Reason.WRONG_PURPOSE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drawbridge.auth.Advice;
import io.drawbridge.auth.Authentication;
import io.drawbridge.auth.Authentication.Reason;
import io.drawbridge.auth.Authenticator;
import io.drawbridge.auth.Claims;
import io.drawbridge.auth.Credentials;
import io.drawbridge.auth.Identity;
import io.drawbridge.auth.InvalidSettingsException;
import io.drawbridge.auth.Secret;
import io.drawbridge.auth.jwt.Findings;
import io.drawbridge.auth.jwt.Verification;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class GitlabAuthenticatorTest {
  private static final Map<String, Object> EXPIRY = Map.of("mode", "token-expiry");

  private final GitlabFixture fixture;

  GitlabAuthenticatorTest() throws Exception {
    fixture = new GitlabFixture();
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  private Authentication answer(Map<String, Object> settings, Map<String, Object> changes)
      throws Exception {
    try (Authenticator authenticator = fixture.create(settings)) {
      return GitlabFixture.ask(authenticator, Credentials.of(Secret.of(fixture.token(changes))));
    }
  }

  private static Map<String, Object> changes(Object... namesAndValues) {
    Map<String, Object> changes = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      changes.put((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    return changes;
  }

  private static Identity identity(Authentication answer) {
    return assertInstanceOf(Authentication.Verified.class, answer).identity();
  }

  @Test
  void theLongestTokenThatGitlabMayWriteIsLetIn() throws Exception {
    String path = "p".repeat(255);
    String ref = "r".repeat(244);
    String subject = "project_path:" + path + ":ref_type:branch:ref:" + ref;
    List<String> groups = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      groups.add("company/division-%03d/department/a-team-with-a-name".formatted(i));
    }
    Map<String, Object> said =
        changes("project_path", path, "ref", ref, "sub", subject, "groups_direct", groups);
    assertTrue(fixture.token(said).length() > 13_000);
    Identity identity = identity(answer(fixture.settings(EXPIRY), said));
    assertEquals(subject, identity.subject());
    assertEquals(new Claims.Value.Many(groups), identity.claims().get("groups_direct"));
  }

  @Test
  void givesWhatRulesMatchAndPeopleRead() throws Exception {
    Identity identity = identity(answer(fixture.settings(EXPIRY), Map.of()));
    assertEquals(fixture.gitlab.issuer(), identity.issuer());
    assertEquals(
        "project_path:my-group/my-project:ref_type:branch:ref:feature-branch-1",
        identity.subject());
    assertEquals(
        List.of("job", "project", "ref", "pipeline", "user", "environment", "source"),
        new ArrayList<>(identity.labels().keySet()));
    assertEquals("302", identity.labels().get("job"));
    assertEquals("my-group/my-project", identity.labels().get("project"));
    assertEquals(GitlabFixture.NOW.plusSeconds(3_300), identity.expiresAt());
    assertEquals(new Claims.Value.Scalar("1"), identity.claims().get("runner_id"));
    assertEquals(new Claims.Value.Null(), identity.claims().get("user_email"));
    assertEquals(new Claims.Value.Absent(), identity.claims().get("job_config"));
    assertEquals(
        new Claims.Value.Many(List.of("my-group", "other")),
        identity.claims().get("groups_direct"));
  }

  @Test
  void takesIdsAndFlagsAsTextOrAsWhatTheyAre() throws Exception {
    Identity identity =
        identity(
            answer(
                fixture.settings(EXPIRY),
                changes(
                    "project_id", 20, "job_project_id", 20, "job_id", 302, "ref_protected", true)));
    assertEquals(new Claims.Value.Scalar("20"), identity.claims().get("project_id"));
    assertEquals(new Claims.Value.Scalar("true"), identity.claims().get("ref_protected"));
    for (Object odd : List.of("TRUE", "yes", 1, "1")) {
      Identity other = identity(answer(fixture.settings(EXPIRY), changes("ref_protected", odd)));
      assertEquals(new Claims.Value.Scalar("false"), other.claims().get("ref_protected"));
    }
  }

  static Stream<Arguments> bad() {
    Stream<Arguments> missing =
        JobClaims.REQUIRED.stream().map(name -> Arguments.of(changes(name, null), MISSING_CLAIM));
    Stream<Arguments> empty =
        Stream.of("job_id", "project_id", "pipeline_id", "ref")
            .map(name -> Arguments.of(changes(name, ""), MISSING_CLAIM));
    Stream<Arguments> ids =
        Stream.of("0", "-1", "01", "1e3", " 1", "1/../2", "12345678901234567890", "١", -5, true)
            .flatMap(
                id ->
                    Stream.of("job_id", "project_id", "pipeline_id", "job_project_id")
                        .map(name -> Arguments.of(changes(name, id), MALFORMED)));
    Stream<Arguments> rest =
        Stream.of(
            Arguments.of(changes("secrets_manager_scope", "user"), WRONG_PURPOSE),
            Arguments.of(changes("ref_type", "merge_request"), MALFORMED),
            Arguments.of(changes("job_project_id", "21"), FORK),
            Arguments.of(changes("source_project_id", "21"), FORK),
            Arguments.of(
                changes("job_project_id", null, "pipeline_source", "merge_request_event"), FORK),
            Arguments.of(
                changes("job_project_id", null, "pipeline_source", "parent_pipeline"), FORK),
            Arguments.of(changes("job_project_id", null, "pipeline_source", null), FORK),
            Arguments.of(changes("job_project_id", null, "pipeline_source", List.of()), FORK));
    return Stream.of(missing, empty, ids, rest).flatMap(part -> part);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("bad")
  void refuses(Map<String, Object> changes, Reason reason) throws Exception {
    var rejected =
        assertInstanceOf(Authentication.Rejected.class, answer(fixture.settings(EXPIRY), changes));
    assertEquals(reason, rejected.reason(), rejected.explanation());
    assertEquals(new Claims.Value.Scalar("my-group"), rejected.claimed().get("namespace_path"));
  }

  /** No such token passes the verifier; what a job must say does not hang on that alone. */
  @Test
  void aGenuineTokenThatSaysNothingIsNoJobs() throws Exception {
    try (GitlabAuthenticator authenticator =
        assertInstanceOf(GitlabAuthenticator.class, fixture.create(fixture.settings(EXPIRY)))) {
      Optional<Verification> nothing =
          Optional.of(
              new Verification(Map.of(), "s", GitlabFixture.NOW.plusSeconds(60), Duration.ZERO));
      for (Findings findings : List.of(Findings.deciding(), Findings.explaining())) {
        Authentication answer =
            authenticator.judge(nothing, Credentials.of(Secret.of("token")), findings);
        assertEquals(MALFORMED, assertInstanceOf(Authentication.Rejected.class, answer).reason());
      }
    }
  }

  @Test
  void refusesALoginTokenOfTheSameGitlab() throws Exception {
    Map<String, Object> login = fixture.gitlab.payload(GitlabFixture.NOW.getEpochSecond());
    login.keySet().retainAll(List.of("iss", "aud", "exp", "iat", "groups_direct"));
    login.put("sub", "1");
    login.put("name", "Sample User");
    try (Authenticator authenticator = fixture.create(fixture.settings(EXPIRY))) {
      Authentication answer =
          GitlabFixture.ask(authenticator, Credentials.of(Secret.of(GitlabStub.KEY.token(login))));
      assertEquals(MISSING_CLAIM, assertInstanceOf(Authentication.Rejected.class, answer).reason());
    }
  }

  @Test
  void letsForksInOnlyWhereThatIsAskedFor() throws Exception {
    Map<String, Object> settings = fixture.settings(EXPIRY);
    settings.put("allow_forks", true);
    var fork =
        assertInstanceOf(
            Authentication.Verified.class, answer(settings, changes("job_project_id", "21")));
    assertEquals("21/302", fork.liveness().key());
    assertEquals(new Claims.Value.Scalar("20"), fork.identity().claims().get("project_id"));
    Map<String, Object> old =
        changes("job_project_id", null, "pipeline_source", "merge_request_event");
    assertInstanceOf(Authentication.Verified.class, answer(settings, old));
  }

  @Test
  void acceptsAnOlderGitlabWithoutJobProject() throws Exception {
    var verified =
        assertInstanceOf(
            Authentication.Verified.class,
            answer(fixture.settings(EXPIRY), changes("job_project_id", null)));
    assertEquals("20/302", verified.liveness().key());
  }

  @Test
  void explainsAnExpiredTokenToItsDeveloper() throws Exception {
    fixture.environment.turn(Duration.ofSeconds(3_300 + 72));
    var rejected =
        assertInstanceOf(Authentication.Rejected.class, answer(fixture.settings(EXPIRY), Map.of()));
    assertEquals(EXPIRED, rejected.reason());
    assertEquals(
        "the token expired 72 s ago; a GitLab ID token lives as long as its job's timeout, and a"
            + " job gets it when it starts",
        rejected.explanation());
  }

  @Test
  void refusesAnotherAlgorithmEvenFromTheSameKey() throws Exception {
    Map<String, Object> header = GitlabStub.KEY.header();
    header.put("alg", "RS512");
    String token =
        GitlabStub.KEY.token(
            header, fixture.gitlab.payload(GitlabFixture.NOW.getEpochSecond() - 300));
    try (Authenticator authenticator = fixture.create(fixture.settings(EXPIRY))) {
      Authentication answer = GitlabFixture.ask(authenticator, Credentials.of(Secret.of(token)));
      assertEquals(BAD_SIGNATURE, assertInstanceOf(Authentication.Rejected.class, answer).reason());
    }
  }

  @Test
  void asksForFurtherClaimsAndAShorterLife() throws Exception {
    Map<String, Object> settings = fixture.settings(EXPIRY);
    settings.put("required_claims", List.of("environment", "deployment_tier"));
    var missing = assertInstanceOf(Authentication.Rejected.class, answer(settings, Map.of()));
    assertEquals("the token does not say its deployment_tier", missing.explanation());
    assertInstanceOf(
        Authentication.Verified.class, answer(settings, Map.of("deployment_tier", "testing")));
    settings.put("max_age", "59m");
    var old =
        assertInstanceOf(
            Authentication.Rejected.class, answer(settings, Map.of("deployment_tier", "testing")));
    assertEquals(OTHER, old.reason());
    assertTrue(old.explanation().contains("1 h"), old.explanation());
  }

  @Test
  void isUnavailableWhileTheKeysCannotBeHad() throws Exception {
    Map<String, Object> settings = fixture.settings(EXPIRY);
    settings.put("jwks", fixture.gitlab.issuer() + "/no/such/keys");
    var unavailable =
        assertInstanceOf(Authentication.Unavailable.class, answer(settings, Map.of()));
    assertTrue(unavailable.explanation().contains("answered 404"), unavailable.explanation());
  }

  @ParameterizedTest
  @ValueSource(strings = {"issuer", "audience", "liveness"})
  void needsTheSettingsThatMakeItSafe(String key) {
    Map<String, Object> settings = fixture.settings(EXPIRY);
    settings.remove(key);
    var refused = assertThrows(InvalidSettingsException.class, () -> fixture.create(settings));
    assertTrue(refused.getMessage().contains(key), refused.getMessage());
  }

  static Stream<Map<String, Object>> unusable() {
    return Stream.of(
        Map.of("issuer", "http://gitlab.example.com"),
        Map.of("issuer", "gitlab.example.com"),
        Map.of("issuer", "https://gitlab.example.com?x=y"),
        Map.of("skew", "121s"),
        Map.of("max_age", "32d"),
        Map.of("allow_forks", "yes"),
        Map.of("liveness", Map.of("mode", "webhook")),
        Map.of("liveness", Map.of("mode", "api-token")),
        Map.of("liveness", Map.of("mode", "api-token", "token", Secret.of("two lines\n"))),
        Map.of("liveness", Map.of("mode", "job-token", "api", "http://gitlab.example.com/api/v4")),
        Map.of("liveness", Map.of("mode", "token-expiry", "token", Secret.of("unused"))),
        Map.of("liveness", Map.of("mode", "job-token", "timeout", "1m")));
  }

  @ParameterizedTest
  @MethodSource("unusable")
  void refusesSettings(Map<String, Object> changes) {
    Map<String, Object> settings = fixture.settings(EXPIRY);
    settings.putAll(changes);
    assertThrows(InvalidSettingsException.class, () -> fixture.create(settings));
  }

  @Test
  void advisesWhatARuleShouldDemandAndWarnsOfForksOnlyWhereTheyMayCome() throws Exception {
    Map<String, Object> settings = new LinkedHashMap<>(fixture.settings(EXPIRY));
    try (Authenticator authenticator = fixture.create(settings)) {
      assertEquals(List.of(), authenticator.advice().settings());
      assertEquals(
          List.of(Advice.Measure.NAMED, Advice.Measure.NAMED, Advice.Measure.TRUE),
          authenticator.advice().demands().stream().map(Advice.Demand::measure).toList());
    }
    settings.put("allow_forks", true);
    try (Authenticator authenticator = fixture.create(settings)) {
      assertTrue(authenticator.advice().settings().getFirst().startsWith("allow_forks "));
      Advice.Demand forks = authenticator.advice().demands().getLast();
      assertEquals(Set.of("project_id", "job_project_id"), forks.claims());
      assertEquals(Advice.Measure.ALL_EXACT, forks.measure());
      assertTrue(forks.companion());
    }
  }
}
