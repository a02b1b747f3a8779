// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.RSAPublicKeySpec;
import java.time.Duration;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The stand-in says what a GitLab would: otherwise the demonstration demonstrates nothing. */
class StandInGitLabTest {
  private final HttpClient web = HttpClient.newHttpClient();
  private StandInGitLab gitlab;

  @BeforeEach
  void start() throws Exception {
    gitlab = new StandInGitLab();
  }

  @AfterEach
  void stop() {
    gitlab.close();
    web.close();
  }

  private HttpResponse<String> get(String path, String token) throws Exception {
    return web.send(
        HttpRequest.newBuilder(URI.create(gitlab.url() + path))
            .header("PRIVATE-TOKEN", token)
            .build(),
        BodyHandlers.ofString());
  }

  @Test
  void itsTokensAreSignedWithTheKeyItPublishes() throws Exception {
    String discovery = get("/.well-known/openid-configuration", "none").body();
    assertEquals(gitlab.url(), AuditLine.member(discovery, "issuer").orElseThrow());
    String keys = get("/oauth/discovery/keys", "none").body();
    String[] token =
        gitlab.idToken(gitlab.start(4217, "shop/orders"), "aud", Duration.ZERO).split("\\.");
    Signature signature = Signature.getInstance("SHA256withRSA");
    signature.initVerify(
        KeyFactory.getInstance("RSA")
            .generatePublic(new RSAPublicKeySpec(number(keys, "n"), number(keys, "e"))));
    signature.update((token[0] + "." + token[1]).getBytes(StandardCharsets.US_ASCII));
    assertTrue(signature.verify(Base64.getUrlDecoder().decode(token[2])));
    String claims = new String(Base64.getUrlDecoder().decode(token[1]), StandardCharsets.UTF_8);
    assertEquals("4217", AuditLine.member(claims, "job_project_id").orElseThrow());
    assertEquals("true", AuditLine.member(claims, "ref_protected").orElseThrow());
  }

  private static BigInteger number(String json, String name) {
    String text = AuditLine.member(json, name).orElseThrow();
    return new BigInteger(1, Base64.getUrlDecoder().decode(text));
  }

  @Test
  void itShowsAJobToTheReadTokenAlone() throws Exception {
    Job job = gitlab.start(4217, "shop/orders");
    String path = "/api/v4/projects/4217/jobs/" + job.id();
    assertEquals("running", AuditLine.member(get(path, gitlab.readToken()).body(), "status").get());
    job.cancel();
    assertEquals(
        "canceled", AuditLine.member(get(path, gitlab.readToken()).body(), "status").get());
    assertEquals(401, get(path, "another").statusCode());
    String elsewhere = "/api/v4/projects/1/jobs/" + job.id();
    assertEquals(404, get(elsewhere, gitlab.readToken()).statusCode());
  }

  @Test
  void whatIsEscapedInAnAuditIsReadAsItWas() {
    String json = "{\"text\":\"a \\\"quoted\\\" \\\\ backslash\"}";
    assertEquals("a \"quoted\" \\ backslash", AuditLine.member(json, "text").orElseThrow());
  }
}
