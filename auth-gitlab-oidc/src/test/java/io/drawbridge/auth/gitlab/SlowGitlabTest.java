// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.auth.gitlab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.drawbridge.auth.Authenticator;
import io.drawbridge.auth.Liveness;
import io.drawbridge.auth.Settings;
import io.drawbridge.auth.gitlab.GitlabStub.Scripted;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A GitLab that answers rightly, and so slowly that the gateway gives up before it is confirmed.
 */
class SlowGitlabTest {
  private GitlabFixture fixture;

  @BeforeEach
  void start() throws Exception {
    fixture = new GitlabFixture();
  }

  @AfterEach
  void stop() throws Exception {
    fixture.close();
  }

  static Stream<Map<String, Object>> askingModes() {
    return Stream.of(GitlabFixture.apiToken(), Map.of("mode", "job-token"));
  }

  /** The gateway interrupts a check whose time has passed. */
  private Authenticator interrupted(Map<String, Object> mode) throws Exception {
    return new GitlabOidcProvider(
            () -> {
              throw new InterruptedException("its time has passed");
            })
        .create(Settings.of(fixture.settings(mode)), fixture.environment);
  }

  @ParameterizedTest
  @MethodSource("askingModes")
  void theEndIsBelievedAtTheNextCheck(Map<String, Object> mode) throws Exception {
    try (Authenticator authenticator = interrupted(mode)) {
      Scripted ended = GitlabStub.job("success");
      Liveness job = GitlabFixture.verified(authenticator, fixture.credentials()).liveness();
      fixture.gitlab.next(ended, ended);
      assertThrows(InterruptedException.class, job::check);
      fixture.environment.turn(Duration.ofSeconds(10));
      assertEquals(Liveness.State.ENDED, job.check());
    }
  }

  @ParameterizedTest
  @MethodSource("askingModes")
  void itIsToldHowLongACheckMayTake(Map<String, Object> mode) throws Exception {
    Map<String, Object> slower = new LinkedHashMap<>(mode);
    slower.put("timeout", "3s");
    try (Authenticator authenticator = interrupted(slower)) {
      assertEquals(Duration.ofSeconds(7), authenticator.advice().longestCheck());
    }
  }
}
