// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.auth.okta;

import io.drawbridge.auth.Authenticator;
import io.drawbridge.auth.AuthenticatorProvider;
import io.drawbridge.auth.Environment;
import io.drawbridge.auth.InvalidSettingsException;
import io.drawbridge.auth.Settings;
import io.drawbridge.auth.jwt.ConfirmedLiveness;
import io.drawbridge.auth.jwt.JwtVerifier;
import io.drawbridge.auth.jwt.KeySettings;
import io.drawbridge.auth.jwt.TokenRules;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Reads an {@code [auth.NAME]} table of type {@code okta}: {@code issuer}, {@code audience}, and
 * optionally {@code clients}, {@code groups_claim}, {@code introspection}, where the keys are
 * ({@code discovery}, {@code jwks} or {@code keys}), {@code max_age} and {@code skew}.
 */
public final class OktaProvider implements AuthenticatorProvider {
  /** Okta gives an access token a day at most. */
  private static final Duration LONGEST_LIFE = Duration.ofDays(1);

  private static final Pattern CUSTOM_SERVER = Pattern.compile("/oauth2/[A-Za-z0-9_-]+");

  private final ConfirmedLiveness.Pause pause;

  /** Called by {@link java.util.ServiceLoader}. */
  public OktaProvider() {
    this(ConfirmedLiveness.Pause.SECOND);
  }

  OktaProvider(ConfirmedLiveness.Pause pause) {
    this.pause = pause;
  }

  @Override
  public String type() {
    return "okta";
  }

  @Override
  public Authenticator create(Settings settings, Environment environment)
      throws InvalidSettingsException {
    String issuer = issuer(settings);
    TokenRules rules = rules(settings, issuer);
    Set<String> clients = clients(settings);
    String groupsClaim = settings.text("groups_claim", OktaClaims.GROUPS);
    Optional<Introspection> introspection =
        Introspection.read(settings, issuer, environment, pause);
    JwtVerifier verifier = JwtVerifier.of(rules, settings, environment, new OktaMistakes(issuer));
    verifier.prime();
    return new OktaAuthenticator(verifier, clients, groupsClaim, introspection);
  }

  private static String issuer(Settings settings) throws InvalidSettingsException {
    String issuer = KeySettings.issuer(settings);
    String path = URI.create(issuer).getRawPath();
    if (path.isEmpty() || path.equals("/")) {
      throw settings.invalid(
          "issuer",
          "it is the organisation's own authorization server, whose access tokens only Okta can"
              + " read; give a custom one, like https://example.okta.com/oauth2/default");
    }
    if (!CUSTOM_SERVER.matcher(path).matches()) {
      throw settings.invalid(
          "issuer",
          "it must be that of a custom authorization server, without a slash at the end, like"
              + " https://example.okta.com/oauth2/default");
    }
    return issuer;
  }

  private static Set<String> clients(Settings settings) throws InvalidSettingsException {
    List<String> clients = settings.texts("clients");
    if (settings.has("clients") && clients.isEmpty()) {
      // Read as "no restriction" it would admit everybody, read as written nobody.
      throw settings.invalid("clients", "it must name a client; without the key all are accepted");
    }
    return Set.copyOf(clients);
  }

  private static TokenRules rules(Settings settings, String issuer)
      throws InvalidSettingsException {
    return new TokenRules(
        issuer,
        settings.text("audience"),
        Set.of("RS256"),
        OktaMistakes.TYPES,
        OktaClaims.REQUIRED,
        Set.of(),
        KeySettings.maxAge(settings, LONGEST_LIFE, LONGEST_LIFE),
        KeySettings.skew(settings),
        "an Okta access token lives as long as the access policy of its authorization server says:"
            + " ask for a new one");
  }
}
