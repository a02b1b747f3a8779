// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.auth.aws;

import io.drawbridge.auth.Authenticator;
import io.drawbridge.auth.ContractEnvironment;
import io.drawbridge.auth.ContractIssuer;
import io.drawbridge.auth.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Two accounts whose issuers name their keys alike, and the plugin that knows both. */
final class WebIdentityFixture {
  static final String ISSUER = "https://0f3a.tokens.sts.global.api.aws";
  static final String OTHER_ISSUER = "https://77bc.tokens.sts.global.api.aws";
  static final String OTHER_ACCOUNT = "999999999999";
  static final String OBJECT = "https://sts.amazonaws.com/";

  final ContractEnvironment environment = ContractEnvironment.offline(AwsFixture.NOW);

  /** Made once: a key of RSA takes a while. */
  private static final ContractIssuer RSA = key("RSA");

  private static final ContractIssuer EC = key("EC");
  private static final ContractIssuer OTHER = key("RSA");

  final ContractIssuer rsa = RSA;
  final ContractIssuer ec = EC;
  final ContractIssuer other = OTHER;
  private final Path directory;

  WebIdentityFixture(Path directory) {
    this.directory = directory;
  }

  private static ContractIssuer key(String kind) {
    try {
      return kind.equals("RSA")
          ? ContractIssuer.rsa("RSA_0", 2_048)
          : ContractIssuer.ec("EC384_0", "P-384");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  Map<String, Object> settings() throws IOException {
    Map<String, Object> jwk = rsa.jwk();
    // AWS publishes its RSA keys without it.
    jwk.remove("alg");
    String set = ContractIssuer.json(Map.of("keys", List.of(jwk, ec.jwk())));
    Path own = Files.writeString(directory.resolve("own.json"), set);
    Path others = Files.writeString(directory.resolve("other.json"), ContractIssuer.set(other));
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("proof", "web-identity");
    settings.put("audience", Signing.AUDIENCE);
    settings.put(
        "accounts",
        List.of(
            account(AwsFixture.ACCOUNT, ISSUER, own),
            account(OTHER_ACCOUNT, OTHER_ISSUER, others)));
    settings.put(
        "roles", List.of(AwsFixture.ROLE, "arn:aws:iam::" + OTHER_ACCOUNT + ":role/teams/b"));
    return settings;
  }

  private static Map<String, Object> account(String number, String issuer, Path keys) {
    return Map.of("account", number, "issuer", issuer, "keys", keys.toString());
  }

  Authenticator create(Map<String, Object> settings) throws Exception {
    Settings table = Settings.of(settings);
    Authenticator made = new AwsIamProvider().create(table, environment);
    table.finish();
    return made;
  }

  /** What AWS writes for a role, issued a minute ago for five; a null takes a claim away. */
  static Map<String, Object> payload(Map<String, Object> changes) {
    long issued = AwsFixture.NOW.getEpochSecond() - 60;
    Map<String, Object> claims = new LinkedHashMap<>();
    claims.put("iss", ISSUER);
    claims.put("aud", Signing.AUDIENCE);
    claims.put("sub", "arn:aws:iam::123456789012:role/teams/ci/ci-deploy");
    claims.put("iat", issued);
    claims.put("exp", issued + 300);
    claims.put("jti", "b1a2c3");
    claims.put(OBJECT, object(Map.of()));
    claims.putAll(changes);
    claims.values().removeIf("absent"::equals);
    return claims;
  }

  static Map<String, Object> object(Map<String, Object> changes) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("aws_account", AwsFixture.ACCOUNT);
    object.put("source_region", "eu-central-1");
    object.put("org_id", "o-abc1234567");
    object.put("ou_path", List.of("o-abc1234567/r-ab12/ou-ab12-11111111/"));
    object.put("principal_tags", Map.of("team", "orders"));
    object.put("request_tags", Map.of("job_id", "302"));
    object.put("federated_provider", "arn:aws:iam::123456789012:oidc-provider/gitlab.example.com");
    object.put("surprise", "of a later year");
    object.putAll(changes);
    return object;
  }
}
