// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.auth.gitlab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drawbridge.auth.Authenticator;
import io.drawbridge.auth.Check;
import io.drawbridge.auth.Check.Outcome;
import io.drawbridge.auth.Credentials;
import io.drawbridge.auth.Examination;
import io.drawbridge.auth.Peer;
import io.drawbridge.auth.Secret;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Which check each broken token fails, and what GitLab's users are told to do about it. */
class ExplanationTest {
  private static final long NOW = GitlabFixture.NOW.getEpochSecond();

  @TempDir private Path directory;
  private final GitlabFixture fixture;

  ExplanationTest() throws Exception {
    fixture = new GitlabFixture();
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  private Examination explain(String mode, Credentials presented) throws Exception {
    Map<String, Object> settings = fixture.settings(Map.of("mode", mode));
    // Keys of a file: the stub's clock is the real one.
    Path keys = directory.resolve("keys.json");
    Files.writeString(keys, io.drawbridge.auth.ContractIssuer.set(GitlabStub.KEY));
    settings.put("keys", keys.toString());
    try (Authenticator authenticator = fixture.create(settings)) {
      return authenticator.examine(
          presented, new Peer(InetAddress.getLoopbackAddress(), 1, "test", true));
    }
  }

  private Examination explain(Map<String, Object> changes) throws Exception {
    return explain("token-expiry", Credentials.of(Secret.of(fixture.token(changes))));
  }

  private static List<String> failed(Examination examination) {
    return examination.checks().stream()
        .filter(check -> check.outcome() == Outcome.FAILED)
        .map(Check::name)
        .toList();
  }

  static Stream<Arguments> broken() {
    return Stream.of(
        Arguments.of(
            Map.of("exp", NOW - 72),
            "expiry",
            "expired 72 s ago: GitLab tokens live as long as the job's timeout; take that of a job"
                + " that still runs, or give the job a longer timeout"),
        Arguments.of(
            Map.of("aud", "https://else.example.com"),
            "audience",
            "declare the token with this audience alone: id_tokens: { DRAWBRIDGE_TOKEN: { aud:"
                + " https://drawbridge.example.com } }"),
        Arguments.of(
            Map.of("nbf", NOW + 90),
            "start",
            "it begins in 90 s: compare this machine's clock with GitLab's"),
        Arguments.of(Map.of("iat", NOW + 90), "issued", "it begins in 90 s: compare"),
        Arguments.of(Map.of("job_id", "0"), "ids", "hand over the token itself"),
        Arguments.of(Map.of("ref_type", "x"), "ref type", "hand over the token itself"),
        Arguments.of(Map.of("ref", ""), "claims", "use the ID token of a job"),
        Arguments.of(
            Map.of("secrets_manager_scope", "x"), "purpose", "use the token that id_tokens:"),
        Arguments.of(Map.of("exp", NOW + 200_000), "life", "give the job a shorter timeout"),
        Arguments.of(Map.of("source_project_id", "7"), "fork", "run the pipeline in the parent"));
  }

  @ParameterizedTest
  @MethodSource("broken")
  void eachFaultHasItsCheckAndItsNextStep(Map<String, Object> changes, String check, String next)
      throws Exception {
    Examination examination = explain(changes);
    assertEquals(List.of(check), failed(examination));
    assertEquals(1, examination.next().size());
    assertTrue(examination.next().getFirst().startsWith(next), examination.next().toString());
  }

  @Test
  void severalFaultsAreAllShown() throws Exception {
    Map<String, Object> changes = new LinkedHashMap<>();
    changes.put("aud", "https://else.example.com");
    changes.put("exp", NOW - 72);
    changes.put("job_project_id", "7");
    Examination examination = explain(changes);
    assertEquals(List.of("audience", "expiry", "fork"), failed(examination));
    assertEquals(3, examination.next().size());
  }

  @Test
  void theMissingTokenOfTheJobIsShownBesides() throws Exception {
    Credentials presented = Credentials.of(Secret.of(fixture.token(Map.of("exp", NOW - 72))));
    Examination examination = explain("job-token", presented);
    assertEquals(List.of("expiry", "job token"), failed(examination));
    assertTrue(examination.next().getLast().contains("--job-token-file"));
    Credentials both = presented.withCompanion("job", Secret.of(GitlabFixture.JOB_TOKEN));
    assertEquals(List.of("expiry"), failed(explain("job-token", both)));
  }

  @Test
  void aClockThatIsAheadIsBlamedFirst() throws Exception {
    // Long after the Date of the stub, which is the real one; by that one the token is good.
    fixture.environment.set(java.time.Instant.parse("2126-01-01T00:00:00Z"));
    long real = java.time.Instant.now().getEpochSecond();
    String token = fixture.token(Map.of("iat", real - 300, "nbf", real - 305, "exp", real + 3_300));
    Map<String, Object> settings = fixture.settings(Map.of("mode", "token-expiry"));
    try (Authenticator authenticator = fixture.create(settings)) {
      Peer peer = new Peer(InetAddress.getLoopbackAddress(), 1, "test", true);
      Examination examination = authenticator.examine(Credentials.of(Secret.of(token)), peer);
      assertEquals(List.of("expiry"), failed(examination));
      String next = examination.next().getFirst();
      assertTrue(next.startsWith("this machine's clock is "), next);
      assertTrue(next.endsWith(" days ahead of GitLab's: set it right first"), next);
    }
  }
}
