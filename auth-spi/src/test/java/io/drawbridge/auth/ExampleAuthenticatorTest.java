// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.auth;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/** The contract holds for an authenticator as small as one can be. */
class ExampleAuthenticatorTest extends AuthenticatorContract {
  private static final String PASSWORD = "canary-of-the-example-0123456789-abcdef";

  private final ContractEnvironment environment =
      ContractEnvironment.offline(Instant.parse("2026-11-23T12:00:00Z"));

  /** Lets in whoever knows the password. */
  public static final class Provider implements AuthenticatorProvider {
    @Override
    public String type() {
      return "example-password";
    }

    @Override
    public Authenticator create(Settings settings, Environment environment)
        throws InvalidSettingsException {
      Secret password = settings.secret("password");
      Identity identity =
          new Identity("example", "someone", Claims.NONE, Map.of("who", "someone"), Instant.MAX);
      return (presented, _) ->
          presented.token().filter(password::equals).isPresent()
              ? new Authentication.Verified(identity, Liveness.UNTRACKED, Duration.ZERO)
              : new Authentication.NotMine();
    }
  }

  @Override
  protected AuthenticatorProvider provider() {
    return new Provider();
  }

  @Override
  protected Map<String, Object> settings() {
    return Map.of("password", Secret.of(PASSWORD));
  }

  @Override
  protected ContractEnvironment environment() {
    return environment;
  }

  @Override
  protected Credentials genuine() {
    return Credentials.of(Secret.of(PASSWORD));
  }
}
