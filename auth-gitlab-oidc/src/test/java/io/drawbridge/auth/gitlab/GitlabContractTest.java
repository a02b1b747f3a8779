// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.auth.gitlab;

import io.drawbridge.auth.AuthenticatorContract;
import io.drawbridge.auth.AuthenticatorProvider;
import io.drawbridge.auth.ContractEnvironment;
import io.drawbridge.auth.Credentials;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;

/** The contract in each of the three modes. */
class GitlabContractTest {
  @Nested
  class WithApiToken extends Mode {
    WithApiToken() throws Exception {
      super(GitlabFixture.apiToken());
    }
  }

  @Nested
  class WithJobToken extends Mode {
    WithJobToken() throws Exception {
      super(Map.of("mode", "job-token"));
    }
  }

  @Nested
  class WithTokenExpiry extends Mode {
    WithTokenExpiry() throws Exception {
      super(Map.of("mode", "token-expiry"));
    }
  }

  private abstract static class Mode extends AuthenticatorContract {
    private final GitlabFixture fixture = new GitlabFixture();
    private final Map<String, Object> liveness;

    Mode(Map<String, Object> liveness) throws Exception {
      this.liveness = liveness;
    }

    @AfterEach
    void close() {
      fixture.close();
    }

    @Override
    protected AuthenticatorProvider provider() {
      return fixture.provider();
    }

    @Override
    protected Map<String, Object> settings() {
      return fixture.settings(liveness);
    }

    @Override
    protected ContractEnvironment environment() {
      return fixture.environment;
    }

    @Override
    protected Credentials genuine() throws Exception {
      return fixture.credentials();
    }

    @Override
    protected List<String> settingsCanaries() {
      return List.of(GitlabFixture.READ_TOKEN);
    }
  }
}
