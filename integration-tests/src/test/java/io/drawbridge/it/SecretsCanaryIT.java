// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.drawbridge.it.harness.Answer;
import io.drawbridge.it.harness.Client;
import io.drawbridge.it.harness.Configuration;
import io.drawbridge.it.harness.Gateway;
import io.drawbridge.it.harness.Scene;
import io.drawbridge.it.peer.Certificates;
import io.drawbridge.it.peer.CiJob;
import io.drawbridge.it.peer.SigningKey;
import io.drawbridge.it.peer.StandInGitLab;
import io.drawbridge.it.peer.StandInGitLab.Fault;
import io.drawbridge.it.peer.Target;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A secret, presented rightly or wrongly, is in no log, error, answer, record or metric. */
class SecretsCanaryIT {
  private static final String WRONG = "wrong-canary-8d2f5b7c9e1a4360b7f1d5e9c3a8240f";
  private static final String COMPANION = "glcbt-canary-0f1e2d3c4b5a69788796a5b4c3d2e1f0";

  @Test
  void noneIsWrittenAnywhere(@TempDir Path directory) throws IOException {
    Certificates certificates = Certificates.create(directory, "tls", "gateway");
    try (StandInGitLab gitlab = new StandInGitLab();
        Target echo = Target.echo();
        Gateway gateway = Gateway.start(configuration(directory, gitlab, echo, certificates))) {
      List<String> canaries = new ArrayList<>(List.of(Scene.TOKEN, WRONG, COMPANION));
      List<String> requests = new ArrayList<>();
      for (String token : tokens(gitlab)) {
        requests.addAll(requests(token));
      }
      StringBuilder answers = new StringBuilder();
      for (String request : requests) {
        for (boolean encrypted : new boolean[] {false, true}) {
          try (Client client =
              encrypted
                  ? Client.tls(gateway.tlsPort(), certificates.trusting(), "TLSv1.3")
                  : Client.plain(Scene.anotherSource(), gateway.port(), 0)) {
            client.timeout(5000);
            Answer answer = client.send(request).answer();
            answers.append(answer.headers()).append(answer.body()).append('\n');
          }
        }
      }
      gitlab.failApi(Fault.UNAUTHORIZED);
      try (Client client = gateway.client()) {
        String token = gitlab.idToken(gitlab.job(Scene.PROJECT), Scene.AUDIENCE).text();
        assertEquals(503, client.connectTo(Scene.TARGET, token).status());
      }
      canaries.addAll(gitlab.secrets());
      for (String canary : List.copyOf(canaries)) {
        byte[] pair = ("job:" + canary).getBytes(StandardCharsets.US_ASCII);
        canaries.add(Base64.getEncoder().encodeToString(pair));
      }
      for (String canary : canaries) {
        assertFalse(answers.indexOf(canary) >= 0, "a secret came back in an answer");
      }
      gateway.scanForSecrets(canaries);
      gateway.terminate();
      assertEquals(0, gateway.awaitExit(java.time.Duration.ofSeconds(10)));
      gateway.scanForSecrets(canaries);
    }
  }

  private static Configuration configuration(
      Path directory, StandInGitLab gitlab, Target echo, Certificates certificates) {
    Configuration configuration =
        Scene.withGitLab(directory, gitlab, "api-token", echo.port())
            .secret("ci", Scene.TOKEN, Map.of("project_id", "" + Scene.PROJECT))
            .deadline("head", "500ms")
            .rule("by secret", Scene.TARGET, "auth = \"static\"");
    return Scene.withTls(configuration, certificates);
  }

  private static List<String> tokens(StandInGitLab gitlab) {
    CiJob job = gitlab.job(Scene.PROJECT);
    CiJob ended = gitlab.job(Scene.PROJECT);
    ended.become("success");
    SigningKey strange = SigningKey.create("strange", 2048);
    String good = gitlab.idToken(job, Scene.AUDIENCE).text();
    return List.of(
        Scene.TOKEN,
        WRONG,
        good,
        good + "x",
        good.substring(0, good.length() - 20),
        gitlab.idToken(ended, Scene.AUDIENCE).text(),
        gitlab.idToken(job, "https://elsewhere.test").text(),
        gitlab.idToken(job, Scene.AUDIENCE).claim("exp", 1000).text(),
        gitlab.idToken(job, Scene.AUDIENCE).signedBy(strange).text(),
        gitlab.idToken(job, Scene.AUDIENCE).header("kid", "strange").signedBy(strange).text(),
        gitlab.idToken(job, Scene.AUDIENCE).claim("iss", "https://elsewhere.test").text());
  }

  /** The same secret in every place of a request where one may put it, rightly or wrongly. */
  private static List<String> requests(String token) {
    String target = Scene.TARGET;
    return List.of(
        Client.head(target, Client.bearer(token)),
        Client.head(target, Client.basic("job", token)),
        Client.head("no-such:1", Client.bearer(token)),
        Client.head(target, Client.bearer(token), Client.bearer(token)),
        Client.head(target, Client.bearer(token), "Drawbridge-Credential: job " + COMPANION),
        Client.head(target, "Drawbridge-Credential: job " + token),
        Client.head(target, "Proxy-Authorization: Digest " + token),
        Client.head(target, "Proxy-Authorization: " + token),
        Client.head(target, "Authorization: Bearer " + token),
        Client.head(target, Client.bearer(token)).replace("\r\n", "\n"),
        "GET /?token=" + token + " HTTP/1.1\r\nHost: x\r\n\r\n",
        Client.head(target, Client.bearer(token), "X: " + "y".repeat(17 * 1024)),
        "CONNECT orders-db HTTP/1.1\r\nHost: orders-db\r\n" + Client.bearer(token));
  }
}
