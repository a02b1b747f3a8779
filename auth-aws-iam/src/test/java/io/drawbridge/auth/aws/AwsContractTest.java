// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.auth.aws;

import io.drawbridge.auth.AuthenticatorContract;
import io.drawbridge.auth.AuthenticatorProvider;
import io.drawbridge.auth.ContractEnvironment;
import io.drawbridge.auth.Credentials;
import io.drawbridge.auth.Secret;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

/** The contract with each proof. */
class AwsContractTest {
  @Nested
  class WithCallerIdentity extends AuthenticatorContract {
    private final AwsFixture fixture = new AwsFixture();
    private final AtomicInteger nonce = new AtomicInteger();

    WithCallerIdentity() throws Exception {}

    @AfterEach
    void close() {
      fixture.close();
    }

    @Override
    protected AuthenticatorProvider provider() {
      return new AwsIamProvider();
    }

    @Override
    protected Map<String, Object> settings() {
      return fixture.settings();
    }

    @Override
    protected ContractEnvironment environment() {
      return fixture.environment;
    }

    @Override
    protected Credentials genuine() throws Exception {
      return fixture.signing().credentials();
    }

    @Override
    protected Credentials another() throws Exception {
      String next = "%032x".formatted(nonce.incrementAndGet());
      return fixture.signing().say("nonce", next).credentials();
    }
  }

  @Nested
  class WithWebIdentity extends AuthenticatorContract {
    @TempDir Path directory;
    private WebIdentityFixture fixture;

    @BeforeEach
    void create() throws Exception {
      fixture = new WebIdentityFixture(directory);
    }

    @Override
    protected AuthenticatorProvider provider() {
      return new AwsIamProvider();
    }

    @Override
    protected Map<String, Object> settings() throws Exception {
      return fixture.settings();
    }

    @Override
    protected ContractEnvironment environment() {
      return fixture.environment;
    }

    @Override
    protected Credentials genuine() throws Exception {
      return Credentials.of(Secret.of(fixture.rsa.token(WebIdentityFixture.payload(Map.of()))));
    }
  }
}
