// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.auth;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/** The contract holds for a source as small as one can be. */
class ExampleCredentialSourceTest extends CredentialSourceContract {
  private final ContractEnvironment environment =
      ContractEnvironment.offline(Instant.parse("2026-11-23T12:00:00Z"));

  /** Presents the digest of a text. */
  public static final class Provider implements CredentialSourceProvider {
    @Override
    public String type() {
      return "example-digest";
    }

    @Override
    public CredentialSource create(Settings settings, Environment environment)
        throws InvalidSettingsException {
      Secret secret = settings.secret("secret");
      return () -> Secret.of(java.util.HexFormat.of().formatHex(secret.digest()));
    }
  }

  @Override
  protected CredentialSourceProvider provider() {
    return new Provider();
  }

  @Override
  protected Map<String, Object> settings() {
    return Map.of("secret", Secret.of("canary-of-the-example"));
  }

  @Override
  protected ContractEnvironment environment() {
    return environment;
  }

  @Override
  protected List<String> canaries() {
    return List.of("canary");
  }
}
