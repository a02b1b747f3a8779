// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.auth.aws;

import io.drawbridge.auth.Authenticator;
import io.drawbridge.auth.AuthenticatorProvider;
import io.drawbridge.auth.Environment;
import io.drawbridge.auth.InvalidSettingsException;
import io.drawbridge.auth.Settings;
import io.drawbridge.auth.jwt.AuthorityClock;
import io.drawbridge.auth.jwt.JwtVerifier;
import io.drawbridge.auth.jwt.KeySettings;
import io.drawbridge.auth.jwt.Mistakes;
import io.drawbridge.auth.jwt.TokenRules;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads an {@code [auth.NAME]} table of type {@code aws-iam}: {@code proof}, {@code audience},
 * {@code accounts}, {@code roles} and {@code users}. With the proof {@code caller-identity} also
 * {@code regions}, {@code endpoints}, {@code window} and {@code valid_for}; with {@code
 * web-identity} the {@code accounts} are tables with {@code account}, {@code issuer} and where its
 * keys are, and there are {@code max_age}, {@code skew} and {@code match_request_tags}.
 */
public final class AwsIamProvider implements AuthenticatorProvider {
  /** Each account of a web identity is an issuer; a token is tried with one after another. */
  private static final int MOST_ACCOUNTS = 100;

  /** What AWS gives at most (STS API Reference, GetWebIdentityToken). */
  private static final Duration LONGEST_TOKEN = Duration.ofHours(1);

  /** Called by {@link java.util.ServiceLoader}. */
  public AwsIamProvider() {}

  @Override
  public String type() {
    return "aws-iam";
  }

  @Override
  public Authenticator create(Settings settings, Environment environment)
      throws InvalidSettingsException {
    String audience = settings.text("audience");
    if (!CallerProof.AUDIENCE.matcher(audience).matches()) {
      throw settings.invalid("audience", "it is at most 1000 visible characters");
    }
    return switch (settings.text("proof")) {
      case "caller-identity" -> callerIdentity(settings, audience, environment);
      case "web-identity" -> webIdentity(settings, audience, environment);
      default -> throw settings.invalid("proof", "it is caller-identity or web-identity");
    };
  }

  private static Authenticator callerIdentity(
      Settings settings, String audience, Environment environment) throws InvalidSettingsException {
    Set<String> accounts = new HashSet<>();
    for (String account : settings.texts("accounts")) {
      accounts.add(AllowedPrincipals.account(settings, "accounts", account));
    }
    requireSome(settings, accounts);
    return new CallerIdentityAuthenticator(
        StsClient.read(
            settings, new AuthorityClock(environment.web(), environment.clock()), audience),
        audience,
        AllowedPrincipals.read(settings, accounts),
        settings.duration(
            "window", Duration.ofSeconds(5), Duration.ofMinutes(5), Duration.ofSeconds(60)),
        settings.duration(
            "valid_for", Duration.ofMinutes(1), Duration.ofHours(12), Duration.ofHours(1)),
        environment.clock());
  }

  private static Authenticator webIdentity(
      Settings settings, String audience, Environment environment) throws InvalidSettingsException {
    Duration skew = KeySettings.skew(settings);
    Duration maxAge = KeySettings.maxAge(settings, LONGEST_TOKEN, LONGEST_TOKEN);
    Map<String, JwtVerifier> verifiers = new LinkedHashMap<>();
    Set<String> issuers = new HashSet<>();
    for (Settings each : settings.tables("accounts")) {
      String number = AllowedPrincipals.account(each, "account", each.text("account"));
      String issuer = KeySettings.issuer(each);
      if (verifiers.containsKey(number) || !issuers.add(issuer)) {
        throw each.invalid("account", "an account and an issuer are each named once");
      }
      TokenRules rules = rules(issuer, audience, maxAge, skew);
      verifiers.put(number, JwtVerifier.of(rules, each, environment, Mistakes.NONE));
    }
    requireSome(settings, verifiers.keySet());
    AllowedPrincipals allowed = AllowedPrincipals.read(settings, verifiers.keySet());
    boolean requestTags = settings.flag("match_request_tags", false);
    // Last, so that no fetch is under way if something above is wrong.
    verifiers.values().forEach(JwtVerifier::prime);
    List<WebIdentityAccount> accounts = new ArrayList<>();
    verifiers.forEach(
        (number, verifier) ->
            accounts.add(new WebIdentityAccount(number, verifier, allowed, requestTags)));
    return new WebIdentityAuthenticator(accounts, requestTags);
  }

  private static TokenRules rules(String issuer, String audience, Duration maxAge, Duration skew) {
    return new TokenRules(
        issuer,
        audience,
        Set.of("RS256", "ES384"),
        Set.of("jwt"),
        List.of("jti"),
        Set.of(),
        maxAge,
        skew,
        "a token of sts get-web-identity-token lives for five minutes unless another"
            + " --duration-seconds is asked for");
  }

  private static void requireSome(Settings settings, Set<String> accounts)
      throws InvalidSettingsException {
    if (accounts.isEmpty() || accounts.size() > MOST_ACCOUNTS) {
      throw settings.invalid("accounts", "name the accounts that may come, at most 100");
    }
  }
}
