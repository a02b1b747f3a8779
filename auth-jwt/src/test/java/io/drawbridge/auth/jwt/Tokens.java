// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.auth.jwt;

import io.drawbridge.auth.ContractEnvironment;
import io.drawbridge.auth.ContractIssuer;
import io.drawbridge.auth.Credentials;
import io.drawbridge.auth.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** One issuer's keys, rules and a good token's claims, for the tests of this module. */
final class Tokens {
  static final String ISSUER = "https://issuer.example.com";
  static final String AUDIENCE = "https://drawbridge.example.com";
  static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
  static final ContractIssuer KEY = key("first", 2_048);
  static final ContractIssuer SECOND = key("second", 2_048);
  static final ContractIssuer WEAK = key("weak", 1_024);

  /** In {@link #with}: takes the member away. */
  static final Object REMOVE = new Object();

  private Tokens() {}

  static ContractIssuer key(String kid, int bits) {
    try {
      return ContractIssuer.rsa(kid, bits);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  static TokenRules rules(String... algorithms) {
    return new TokenRules(
        ISSUER,
        AUDIENCE,
        Set.of(algorithms),
        Set.of("jwt"),
        List.of("job_id", "nbf"),
        Set.of("other_scope"),
        Duration.ofHours(24),
        Duration.ofSeconds(60),
        "such tokens live for an hour");
  }

  /** Issued five minutes ago for an hour. */
  static Map<String, Object> payload() {
    long issued = NOW.getEpochSecond() - 300;
    Map<String, Object> payload = new LinkedHashMap<>();
    payload.put("iss", ISSUER);
    payload.put("sub", "job 302");
    payload.put("aud", AUDIENCE);
    payload.put("iat", issued);
    payload.put("nbf", issued - 5);
    payload.put("exp", issued + 3_600);
    payload.put("jti", "235b3a54-b797-45c7-ae9a-f72d7bc6ef5b");
    payload.put("job_id", "302");
    return payload;
  }

  static Map<String, Object> with(Map<String, Object> good, String name, Object value) {
    Map<String, Object> changed = new LinkedHashMap<>(good);
    if (value == REMOVE) {
      changed.remove(name);
    } else {
      changed.put(name, value);
    }
    return changed;
  }

  static KeySource of(String document) {
    return () -> document.getBytes(StandardCharsets.UTF_8);
  }

  static JwtVerifier verifier(TokenRules rules, KeySource source, ContractEnvironment environment) {
    return new JwtVerifier(
        rules, keySet(source, environment), environment.clock(), Mistakes.NONE, Optional::empty);
  }

  /** The {@link Verification} of a token, or the {@link Authentication} that refuses it. */
  static Object verify(JwtVerifier verifier, String token) throws InterruptedException {
    Findings findings = Findings.deciding();
    return verifier
        .verify(presented(token), findings)
        .<Object>map(genuine -> genuine)
        .orElseGet(() -> findings.refusal().orElseThrow());
  }

  static Credentials presented(String token) {
    return Credentials.of(Secret.of(token));
  }

  static KeySet keySet(KeySource source, ContractEnvironment environment) {
    return new KeySet(
        ISSUER, source, KeyTiming.STANDARD, environment.clock(), environment.logger());
  }
}
