// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.auth.gitlab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drawbridge.auth.Authenticator;
import io.drawbridge.auth.Settings;
import io.drawbridge.auth.gitlab.GitlabStub.Scripted;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is wrong with the gateway's own token is known before a job comes. */
class TroubleTest {
  @TempDir Path directory;
  private final GitlabFixture fixture;

  TroubleTest() throws Exception {
    fixture = new GitlabFixture();
  }

  @AfterEach
  void end() {
    fixture.close();
  }

  private Authenticator withTokenIn(Path file) throws Exception {
    Map<String, Object> token = Map.of("file", file.toAbsolutePath().toString());
    return fixture.create(fixture.settings(Map.of("mode", "api-token", "token", token)));
  }

  /** The keys are fetched first; that is no trouble any more once a token was verified. */
  private void keys(Authenticator made) throws Exception {
    GitlabFixture.verified(
        made,
        io.drawbridge.auth.Credentials.of(
            Settings.of(Map.of("t", fixture.token(Map.of()))).secret("t")));
  }

  @Test
  void aTokenThatGitLabRefusesIsToldAndOneThatReplacesItIsTaken() throws Exception {
    Path file = Files.writeString(directory.resolve("token"), "glpat-canary-wrong");
    try (Authenticator made = withTokenIn(file)) {
      keys(made);
      fixture.gitlab.next(new Scripted(401, "{}"));
      String trouble = made.trouble().orElseThrow();
      assertTrue(trouble.contains("(401)") && trouble.contains("liveness.token"), trouble);
      assertFalse(trouble.contains("canary"), trouble);
      assertEquals(Optional.of(trouble), made.trouble());
      assertEquals(1, fixture.gitlab.asked().size(), "not asked with a bad token all the time");
      Files.writeString(file, "glpat-canary-good-one");
      fixture.gitlab.next(new Scripted(200, "{}"));
      assertEquals(Optional.empty(), made.trouble());
      assertEquals(Optional.empty(), made.trouble());
      assertEquals(2, fixture.gitlab.asked().size(), "one that was taken is not asked about again");
      assertTrue(fixture.gitlab.asked().getLast().endsWith("glpat-canary-good-one"));
    }
  }

  @Test
  void onlyWithJobTokensACompanionIsRead() throws Exception {
    try (Authenticator made = fixture.create(fixture.settings(GitlabFixture.apiToken()))) {
      assertEquals(Set.of(), made.companions());
    }
    try (Authenticator made = fixture.create(fixture.settings(Map.of("mode", "job-token")))) {
      assertEquals(Set.of("job"), made.companions());
    }
  }
}
