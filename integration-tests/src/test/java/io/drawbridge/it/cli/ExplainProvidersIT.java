// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.it.cli;

import static io.drawbridge.it.harness.Configuration.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drawbridge.it.harness.Command;
import io.drawbridge.it.harness.Command.Result;
import io.drawbridge.it.harness.Configuration;
import io.drawbridge.it.harness.Json;
import io.drawbridge.it.harness.Scene;
import io.drawbridge.it.peer.JobToken;
import io.drawbridge.it.peer.SigningKey;
import io.drawbridge.it.peer.StandInGitLab;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each provider's checks, line by line, and what its users are told to do next. */
class ExplainProvidersIT {
  private static final long NOW = System.currentTimeMillis() / 1000;
  private static final SigningKey KEY = SigningKey.create("first", 2048);
  private static final String OKTA = "https://example.okta.com/oauth2/default";
  private static final String AWS = "https://0f3a.tokens.sts.global.api.aws";
  private static final String ROLE = "arn:aws:iam::123456789012:role/ci-deploy";

  @TempDir private Path directory;

  private Result explain(Configuration configuration, String... more) {
    return command(configuration, more).run();
  }

  private static Command command(Configuration configuration, String... more) {
    List<String> words = new ArrayList<>(List.of("explain", "-c"));
    words.add(configuration.write().toString());
    words.addAll(List.of("--target", Scene.TARGET));
    words.addAll(List.of(more));
    return Command.drawbridge(words.toArray(String[]::new));
  }

  private Result explain(Configuration configuration, String token) throws IOException {
    Path file = Files.writeString(directory.resolve("token"), token);
    Result result = explain(configuration, "--token-file", file.toString());
    String end = token.substring(token.length() - 24);
    assertFalse((result.out() + result.err()).contains(end), "the end of the token is printed");
    return result;
  }

  private Configuration configuration(String when) {
    return new Configuration(directory)
        .plain()
        .target(Scene.TARGET, 5432)
        .rule("orders", Scene.TARGET, "when = { " + when + " }");
  }

  private Path keys() {
    String set = Json.write(Map.of("keys", List.of(KEY.jwk())));
    try {
      return Files.writeString(directory.resolve("keys.json"), set);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static String signed(Map<String, Object> claims) {
    return KEY.sign(Map.of("alg", "RS256", "kid", "first"), claims, "SHA256withRSA");
  }

  /** From the decision on, with every time, span and length replaced by a word. */
  private static List<String> lines(Result result) {
    assertEquals(77, result.exit(), result.out() + result.err());
    String out = result.out();
    return out.substring(out.indexOf("decision\n"))
        .replaceAll("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ", "TIME")
        .replaceAll("\\d+(\\.\\d)? (ms|s|min|h|days)( ago|\\b)(?=[,;: \\n]|$)", "SPAN$3")
        .replaceAll("of \\d+ characters", "of N characters")
        .lines()
        .toList();
  }

  private static void assertShows(Result result, String... expected) {
    List<String> shown = lines(result);
    List<String> head = shown.subList(0, Math.min(expected.length, shown.size()));
    assertEquals(String.join("\n", expected), String.join("\n", head), result.out());
  }

  private static void assertNext(Result result, String... expected) {
    List<String> next = lines(result).stream().filter(line -> line.startsWith("next: ")).toList();
    assertEquals(List.of(expected), next.stream().map(line -> line.substring(6)).toList());
  }

  @Test
  void gitlab() throws IOException {
    try (StandInGitLab gitlab = new StandInGitLab()) {
      Configuration configuration = Scene.withGitLab(directory, gitlab, "token-expiry", 5432);
      JobToken token = gitlab.idToken(gitlab.job(Scene.PROJECT), "https://else.test");
      token.claim("iat", NOW - 3720).claim("nbf", NOW - 3725).claim("exp", NOW - 300);
      token.claim("job_project_id", "7");
      Result result = explain(configuration, token.text());
      assertShows(
          result,
          "decision",
          "        authentication by gitlab",
          "  ok      format: a signed token of N characters",
          "  ok      issuer: \"" + gitlab.url() + "\"",
          "  ok      header: none of jku, x5u, jwk, x5c, crit, b64, zip, enc",
          "  ok      algorithm: RS256",
          "  ok      type: JWT",
          "  ok      key name: \"" + gitlab.key().id() + "\"",
          "  FAIL    audience: the token is for \"https://else.test\", not for \""
              + Scene.AUDIENCE
              + "\" alone: let the job ask for a token with exactly this aud",
          "  ok      purpose: it has no secrets_manager_scope",
          "  ok      claims: it says its sub, jti, nbf, project_id, project_path, namespace_id,"
              + " pipeline_id, job_id, ref, ref_type, ref_protected",
          "  FAIL    expiry: the token expired SPAN ago; a GitLab ID token lives as long as its"
              + " job's timeout, and a job gets it when it starts",
          "  ok      start: TIME, SPAN ago",
          "  ok      issued: TIME, SPAN ago",
          "  ok      life: SPAN; at most SPAN is accepted (max_age)",
          "  ok      key: the issuer publishes \"" + gitlab.key().id() + "\"",
          "  ok      signature: it fits the token's content",
          "          clock: this machine's clock agrees with the issuer's",
          "  ok      ids: each is one",
          "  ok      ref type: branch",
          "  FAIL    fork: the pipeline runs code of another project (project_id is 4217,"
              + " job_project_id is 7); pipelines of forks are refused unless allow_forks is set");
      assertNext(
          result,
          "declare the token with this audience alone: id_tokens: { DRAWBRIDGE_TOKEN: { aud: "
              + Scene.AUDIENCE
              + " } }",
          "expired SPAN ago: GitLab tokens live as long as the job's timeout; take that of a job"
              + " that still runs, or give the job a longer timeout",
          "run the pipeline in the parent project, or set allow_forks if code of strangers may"
              + " reach the target");
    }
  }

  @Test
  void okta() throws IOException {
    Map<String, Object> claims = new LinkedHashMap<>();
    claims.put("iss", OKTA);
    claims.put("sub", "0oajob");
    claims.put("aud", "api://default");
    claims.put("iat", NOW - 600);
    claims.put("exp", NOW + 3000);
    claims.put("jti", "AT.1");
    claims.put("cid", "0oajob");
    claims.put("scp", List.of("tunnel"));
    Configuration configuration =
        configuration("scp = \"tunnel\"")
            .set("auth.okta", "type", text("okta"))
            .set("auth.okta", "issuer", text(OKTA))
            .set("auth.okta", "audience", text("api://drawbridge"))
            .set("auth.okta", "clients", "[\"0oanightly\"]")
            .set("auth.okta", "keys", text(keys().toString()));
    Result result = explain(configuration, signed(claims));
    assertShows(
        result,
        "decision",
        "        authentication by okta",
        "  ok      format: a signed token of N characters",
        "  ok      issuer: \"" + OKTA + "\"",
        "  ok      kind: none of those that are sent by mistake",
        "  ok      header: none of jku, x5u, jwk, x5c, crit, b64, zip, enc",
        "  ok      algorithm: RS256",
        "  ok      type: not said, which is accepted",
        "  ok      key name: \"first\"",
        "  FAIL    audience: the token is for \"api://default\", not for \"api://drawbridge\""
            + " alone: let the job ask for a token with exactly this aud",
        "  ok      claims: it says its sub, jti, cid",
        "  ok      expiry: TIME, in SPAN",
        "  ok      start: not said, which is accepted",
        "  ok      issued: TIME, SPAN ago",
        "  ok      life: SPAN; at most SPAN is accepted (max_age)",
        "  ok      key: the issuer publishes \"first\"",
        "  ok      signature: it fits the token's content",
        "          clock: the issuer's was not seen; going by the token's iat, this machine's is"
            + " not behind it",
        "  ok      names: jti, cid and uid are such as Okta makes",
        "  ok      scopes: tunnel",
        "  ok      groups: not said, which is accepted",
        "  FAIL    client: the token was given to the client 0oajob, which is none of those"
            + " accepted here (clients)");
    assertNext(
        result,
        "the audience belongs to the authorization server: that of default must be"
            + " api://drawbridge (Security, API, in Okta's console), or else correct audience",
        "ask with a client that is accepted here, or add this one to clients");
  }

  private static Map<String, Object> ofAws() {
    Map<String, Object> claims = new LinkedHashMap<>();
    claims.put("iss", AWS);
    claims.put("sub", "arn:aws:iam::123456789012:role/ci-build");
    claims.put("aud", Scene.AUDIENCE);
    claims.put("iat", NOW - 600);
    claims.put("exp", NOW - 300);
    claims.put("jti", "b1a2c3");
    claims.put("https://sts.amazonaws.com/", Map.of("aws_account", "123456789012"));
    return claims;
  }

  @Test
  void awsWebIdentity() throws IOException {
    Configuration configuration =
        configuration("role = \"ci-deploy\"")
            .set("auth.aws", "type", text("aws-iam"))
            .set("auth.aws", "proof", text("web-identity"))
            .set("auth.aws", "audience", text(Scene.AUDIENCE))
            .set(
                "auth.aws",
                "accounts",
                "[{ account = \"123456789012\", issuer = "
                    + text(AWS)
                    + ", keys = "
                    + text(keys().toString())
                    + " }]")
            .set("auth.aws", "roles", "[" + text(ROLE) + "]");
    Result result = explain(configuration, signed(ofAws()));
    assertShows(
        result,
        "decision",
        "        authentication by aws",
        "  ok      format: a signed token of N characters",
        "  ok      issuer: \"" + AWS + "\"",
        "  ok      header: none of jku, x5u, jwk, x5c, crit, b64, zip, enc",
        "  ok      algorithm: RS256",
        "  ok      type: not said, which is accepted",
        "  ok      key name: \"first\"",
        "  ok      audience: \"" + Scene.AUDIENCE + "\"",
        "  ok      claims: it says its sub, jti",
        "  FAIL    expiry: the token expired SPAN ago; a token of sts get-web-identity-token lives"
            + " for five minutes unless another --duration-seconds is asked for",
        "  ok      start: not said, which is accepted",
        "  ok      issued: TIME, SPAN ago",
        "  ok      life: SPAN; at most SPAN is accepted (max_age)",
        "  ok      key: the issuer publishes \"first\"",
        "  ok      signature: it fits the token's content",
        "          clock: the issuer's was not seen; going by the token's iat, this machine's is"
            + " not behind it",
        "  ok      subject: arn:aws:iam::123456789012:role/ci-build",
        "  ok      AWS claims: it says its https://sts.amazonaws.com/",
        "  ok      account: 123456789012",
        "  FAIL    allowed: arn:aws:iam::123456789012:role/ci-build is not among the roles and"
            + " users that may come");
    String next =
        lines(result).stream().filter(line -> line.startsWith("next: ")).findFirst().get();
    assertTrue(next.startsWith("next: expired SPAN ago: such tokens live for "), next);
    assertTrue(next.endsWith("--duration-seconds asks for more; ask for one right before connect"));
  }

  @Test
  void awsCallerIdentity() {
    Configuration configuration =
        configuration("role = \"ci-deploy\"")
            .set("auth.aws", "type", text("aws-iam"))
            .set("auth.aws", "proof", text("caller-identity"))
            .set("auth.aws", "audience", text(Scene.AUDIENCE))
            .set("auth.aws", "regions", "[\"eu-central-1\"]")
            .set("auth.aws", "accounts", "[\"123456789012\"]")
            .set("auth.aws", "roles", "[" + text(ROLE) + "]");
    String secret = "canary-of-the-roles-secret-key";
    Result result =
        command(configuration, "--aws", "--aws-audience", "https://else.test")
            .with("AWS_ACCESS_KEY_ID", "ASIAIOSFODNN7EXAMPLE")
            .with("AWS_SECRET_ACCESS_KEY", secret)
            .with("AWS_SESSION_TOKEN", "canary/of/the/session")
            .with("AWS_REGION", "us-east-1")
            .run();
    assertFalse((result.out() + result.err()).contains("canary"), "a secret is printed");
    assertShows(
        result,
        "decision",
        "        authentication by aws",
        "  ok      format: a signed GetCallerIdentity of the key ASIAIOSFODNN7EXAMPLE",
        "  FAIL    audience: the AWS proof is for the audience \"https://else.test\", this"
            + " gateway's is \""
            + Scene.AUDIENCE
            + "\" (connect --aws-audience)",
        "  FAIL    region: the AWS proof is signed for the region us-east-1; accepted are"
            + " eu-central-1 (connect --aws-region)",
        "  ok      freshness: signed SPAN ago; up to SPAN are accepted (window)",
        "  ok      replay: it has not been used here",
        "  -       STS: it is asked about proofs that would be let in otherwise");
    List<String> next = lines(result).stream().filter(line -> line.startsWith("next: ")).toList();
    assertEquals(
        List.of(
            "next: sign for this gateway: connect --aws --aws-audience " + Scene.AUDIENCE,
            "next: sign for one of eu-central-1: connect --aws-region, or AWS_REGION"),
        next.subList(0, 2));
  }

  @Test
  void staticSecrets() throws IOException {
    Configuration configuration = Scene.withSecret(directory, 5432);
    Result result = explain(configuration, "canary-another-0123456789-0123456789-0123");
    assertShows(
        result,
        "decision",
        "        auth.static passes it on: secret: it is none of the 1 that are configured here");
    assertTrue(
        lines(result)
            .contains(
                "next: see that the CI variable is protected, that the job may read it, and that"
                    + " its SHA-256 is one of the digests: printf %s \"$SECRET\" | sha256sum"),
        result.out());
    Path file = Files.writeString(directory.resolve("token"), Scene.TOKEN);
    result = explain(configuration, "--token-file", file.toString());
    assertEquals(0, result.exit(), result.out());
    String shown =
        "        authentication by static\n"
            + "  ok      secret: it is \"ci\"\n"
            + "  ok      expiry: never\n";
    assertTrue(result.out().contains(shown), result.out());
  }

  @Test
  void aCompanionsChecksStandUnderItsOwnName() throws IOException {
    try (StandInGitLab gitlab = new StandInGitLab()) {
      Configuration configuration =
          new Configuration(directory)
              .plain()
              .secret("ci", Scene.TOKEN, Map.of("project_id", "" + Scene.PROJECT))
              .set("auth.static", "companions", "[\"gitlab\"]")
              .gitlab(gitlab.url(), Scene.AUDIENCE, "{ mode = \"token-expiry\" }")
              .target(Scene.TARGET, 5432)
              .rule("both", Scene.TARGET, "auth = \"static\"");
      JobToken token = gitlab.idToken(gitlab.job(Scene.PROJECT), "https://else.test");
      Path main = Files.writeString(directory.resolve("token"), Scene.TOKEN);
      Path companion = Files.writeString(directory.resolve("companion"), token.text());
      Result result =
          explain(
              configuration,
              "--token-file",
              main.toString(),
              "--companion-file",
              "gitlab=" + companion);
      List<String> lines = lines(result);
      int first = lines.indexOf("        authentication by static");
      int second = lines.indexOf("        authentication by gitlab");
      assertTrue(first > 0 && second > first, result.out());
      assertTrue(
          lines.stream().anyMatch(line -> line.startsWith("  FAIL    audience: the token is for")));
      assertTrue(
          lines.stream().anyMatch(line -> line.startsWith("next: declare the token with this")));
    }
  }
}
