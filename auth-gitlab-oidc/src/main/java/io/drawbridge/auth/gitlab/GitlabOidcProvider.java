// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.auth.gitlab;

import io.drawbridge.auth.Authenticator;
import io.drawbridge.auth.AuthenticatorProvider;
import io.drawbridge.auth.Environment;
import io.drawbridge.auth.InvalidSettingsException;
import io.drawbridge.auth.Settings;
import io.drawbridge.auth.jwt.ConfirmedLiveness;
import io.drawbridge.auth.jwt.JwtVerifier;
import io.drawbridge.auth.jwt.KeySettings;
import io.drawbridge.auth.jwt.Mistakes;
import io.drawbridge.auth.jwt.TokenRules;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Reads an {@code [auth.NAME]} table of type {@code gitlab-oidc}: {@code issuer}, {@code audience},
 * {@code liveness}, and optionally where the keys are ({@code discovery}, {@code jwks} or {@code
 * keys}), {@code max_age}, {@code skew}, {@code allow_forks} and {@code required_claims}.
 */
public final class GitlabOidcProvider implements AuthenticatorProvider {
  /** A token lives as long as its job's timeout, for which GitLab takes up to a month. */
  private static final Duration LONGEST_LIFE = Duration.ofDays(31);

  private final ConfirmedLiveness.Pause pause;

  /** Called by {@link java.util.ServiceLoader}. */
  public GitlabOidcProvider() {
    this(ConfirmedLiveness.Pause.SECOND);
  }

  GitlabOidcProvider(ConfirmedLiveness.Pause pause) {
    this.pause = pause;
  }

  @Override
  public String type() {
    return "gitlab-oidc";
  }

  @Override
  public Authenticator create(Settings settings, Environment environment)
      throws InvalidSettingsException {
    String issuer = KeySettings.issuer(settings);
    TokenRules rules = rules(settings, issuer);
    boolean allowForks = settings.flag("allow_forks", false);
    LivenessMode mode = LivenessMode.read(settings, issuer, environment);
    JwtVerifier verifier = JwtVerifier.of(rules, settings, environment, Mistakes.NONE);
    verifier.prime();
    return new GitlabAuthenticator(verifier, allowForks, mode, pause, environment.clock());
  }

  private static TokenRules rules(Settings settings, String issuer)
      throws InvalidSettingsException {
    List<String> required = new ArrayList<>(JobClaims.REQUIRED);
    required.addAll(settings.texts("required_claims"));
    return new TokenRules(
        issuer,
        settings.text("audience"),
        Set.of("RS256"),
        Set.of("jwt"),
        required,
        Set.of(JobClaims.OTHER_PURPOSE),
        KeySettings.maxAge(settings, LONGEST_LIFE, Duration.ofDays(1)),
        KeySettings.skew(settings),
        "a GitLab ID token lives as long as its job's timeout, and a job gets it when it starts");
  }
}
