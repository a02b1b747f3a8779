// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.auth;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/** The contract holds for an authorizer as small as one can be. */
class ExampleAuthorizerTest extends AuthorizerContract {
  private final ContractEnvironment environment =
      ContractEnvironment.offline(Instant.parse("2026-11-23T12:00:00Z"));

  /** Lets one subject reach one target. */
  public static final class Provider implements AuthorizerProvider {
    @Override
    public String type() {
      return "example-pair";
    }

    @Override
    public Authorizer create(Settings settings, Environment environment)
        throws InvalidSettingsException {
      String subject = settings.text("subject");
      String target = settings.text("target");
      return (identity, asked, _) ->
          identity.subject().equals(subject) && asked.equals(target)
              ? new Decision.Granted(new Grant("the pair", Limits.NONE))
              : new Decision.Denied("", "subject is \"" + identity.subject() + "\"");
    }
  }

  @Override
  protected AuthorizerProvider provider() {
    return new Provider();
  }

  @Override
  protected Map<String, Object> settings() {
    return Map.of("subject", "alice", "target", "orders-db");
  }

  @Override
  protected ContractEnvironment environment() {
    return environment;
  }

  @Override
  protected Question granted() {
    return new Question(identity("alice"), "orders-db");
  }

  @Override
  protected Question denied() {
    return new Question(identity("mallory"), "orders-db");
  }

  @Override
  protected List<String> settingsCanaries() {
    return List.of();
  }

  private static Identity identity(String subject) {
    return new Identity("test", subject, Claims.NONE, Map.of(), Instant.MAX);
  }
}
