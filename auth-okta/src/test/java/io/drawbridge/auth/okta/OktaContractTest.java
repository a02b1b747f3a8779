// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.auth.okta;

import io.drawbridge.auth.AuthenticatorContract;
import io.drawbridge.auth.AuthenticatorProvider;
import io.drawbridge.auth.ContractEnvironment;
import io.drawbridge.auth.Credentials;
import io.drawbridge.auth.Secret;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;

/** The contract, with Okta being asked about each token and without. */
class OktaContractTest {
  @Nested
  class BySignatureAlone extends Mode {
    BySignatureAlone() throws Exception {}

    @Override
    protected Map<String, Object> settings() {
      Map<String, Object> settings = fixture.settings();
      settings.put("clients", List.of("0oajob"));
      settings.put("groups_claim", "groups");
      return settings;
    }
  }

  @Nested
  class WithIntrospection extends Mode {
    WithIntrospection() throws Exception {
      fixture.okta.introspectionIs(OktaStub.active("AT.1"));
    }

    @Override
    protected Map<String, Object> settings() {
      return fixture.asking();
    }

    @Override
    protected List<String> settingsCanaries() {
      return List.of(OktaFixture.CLIENT_SECRET);
    }
  }

  private abstract static class Mode extends AuthenticatorContract {
    final OktaFixture fixture = new OktaFixture();

    Mode() throws Exception {}

    @AfterEach
    void close() {
      fixture.close();
    }

    @Override
    protected AuthenticatorProvider provider() {
      return new OktaProvider();
    }

    @Override
    protected ContractEnvironment environment() {
      return fixture.environment;
    }

    @Override
    protected Credentials genuine() throws Exception {
      return Credentials.of(Secret.of(fixture.token()));
    }
  }
}
