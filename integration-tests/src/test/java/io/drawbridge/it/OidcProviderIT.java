// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.drawbridge.it.harness.Await;
import io.drawbridge.it.harness.Client;
import io.drawbridge.it.harness.Configuration;
import io.drawbridge.it.harness.Gateway;
import io.drawbridge.it.harness.Scene;
import io.drawbridge.it.peer.OidcProvider;
import io.drawbridge.it.peer.Target;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tokens of an OpenID provider that shares nothing with this project. */
class OidcProviderIT {
  @TempDir static Path directory;
  private static OidcProvider provider;
  private static Target echo;
  private static Gateway gateway;

  @BeforeAll
  static void start() {
    provider = OidcProvider.start();
    echo = Target.echo();
    Configuration configuration =
        new Configuration(directory)
            .plain()
            .gitlab(provider.issuer(), Scene.AUDIENCE, "{ mode = \"token-expiry\" }")
            .target(Scene.TARGET, echo.port())
            .rule("orders", Scene.TARGET, "when = { project_id = \"" + Scene.PROJECT + "\" }");
    gateway = Gateway.start(configuration);
  }

  @AfterAll
  static void stop() {
    gateway.close();
    echo.close();
    provider.close();
  }

  /** What GitLab would claim of a job. */
  private static Map<String, Object> job() {
    Map<String, Object> claims = new LinkedHashMap<>();
    for (String prefix : new String[] {"", "job_"}) {
      claims.put(prefix + "project_id", "" + Scene.PROJECT);
      claims.put(prefix + "project_path", "shop/orders");
      claims.put(prefix + "namespace_id", "31");
      claims.put(prefix + "namespace_path", "shop");
    }
    claims.put("job_id", "880");
    claims.put("pipeline_id", "88");
    claims.put("pipeline_source", "push");
    claims.put("user_id", "12");
    claims.put("user_login", "dana");
    claims.put("ref", "main");
    claims.put("ref_type", "branch");
    claims.put("ref_path", "refs/heads/main");
    claims.put("ref_protected", "true");
    claims.put("runner_environment", "self-hosted");
    claims.put("sub", "project_path:shop/orders:ref_type:branch:ref:main");
    claims.put("nbf", System.currentTimeMillis() / 1000 - 5);
    claims.put("scope", null);
    claims.put("client_id", null);
    return claims;
  }

  private static int status(String token) throws IOException {
    try (Client client = Client.plain(Scene.anotherSource(), gateway.port(), 0)) {
      return client.connectTo(Scene.TARGET, token).status();
    }
  }

  @Test
  void aGoodTokenOpensATunnel() throws IOException {
    try (Client client = gateway.tunnel(Scene.TARGET, provider.token(Scene.AUDIENCE, job()))) {
      assertEquals('x', client.send("x").readByte());
    }
  }

  @Test
  void aRotatedKeyIsFetchedAndTheOldOneDropped() throws IOException {
    String old = provider.token(Scene.AUDIENCE, job());
    assertEquals(200, status(old));
    provider.rotate();
    String fresh = provider.token(Scene.AUDIENCE, job());
    // An unknown key may be asked for only so often: the answer is allowed to take a moment.
    Await.until(Duration.ofSeconds(40), () -> "the new key is known", () -> status(fresh) == 200);
    String another = provider.token(Scene.AUDIENCE, job());
    assertEquals(200, status(another));
  }

  @Test
  void aTokenForAnotherServiceIsRefused() throws IOException {
    assertEquals(407, status(provider.token("https://elsewhere.test", job())));
  }

  @Test
  void anAlgorithmThatWasNotAgreedOnIsRefused() throws IOException {
    assertEquals(407, status(provider.token(Scene.AUDIENCE, job(), Map.of("alg", "ES256"), 600)));
  }

  @Test
  void anAccessTokenIsNoIdToken() throws IOException {
    assertEquals(407, status(provider.token(Scene.AUDIENCE, job(), Map.of("typ", "at+jwt"), 600)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"job_id", "project_id", "pipeline_id", "exp"})
  void aTokenWithoutAClaimThatGitLabAlwaysMakesIsRefused(String claim) throws IOException {
    Map<String, Object> claims = new HashMap<>(job());
    claims.put(claim, null);
    assertEquals(407, status(provider.token(Scene.AUDIENCE, claims)), "without " + claim);
  }

  @Test
  void anotherProjectIsDenied() throws IOException {
    Map<String, Object> claims = new HashMap<>(job());
    claims.put("project_id", "1");
    claims.put("job_project_id", "1");
    assertEquals(403, status(provider.token(Scene.AUDIENCE, claims)));
  }
}
