// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.auth.secrets;

import io.drawbridge.auth.AuthenticatorContract;
import io.drawbridge.auth.AuthenticatorProvider;
import io.drawbridge.auth.ContractEnvironment;
import io.drawbridge.auth.Credentials;
import io.drawbridge.auth.Secret;
import java.time.Instant;
import java.util.List;
import java.util.Map;

class StaticContractTest extends AuthenticatorContract {
  private static final String SECRET = "dbr_canary-of-the-static-plugin-5b0f8d1c27";

  private final ContractEnvironment environment =
      ContractEnvironment.offline(Instant.parse("2026-11-23T12:00:00Z"));

  @Override
  protected AuthenticatorProvider provider() {
    return new StaticProvider();
  }

  @Override
  protected Map<String, Object> settings() {
    return Map.of(
        "secret",
        List.of(Map.of("name", "nightly", "secret", Secret.of(SECRET), "expires", "2027-01-01")));
  }

  @Override
  protected ContractEnvironment environment() {
    return environment;
  }

  @Override
  protected Credentials genuine() {
    return Credentials.of(Secret.of(SECRET));
  }
}
