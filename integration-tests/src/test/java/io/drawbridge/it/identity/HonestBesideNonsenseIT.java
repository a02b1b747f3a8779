// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.it.identity;

import static io.drawbridge.it.harness.Configuration.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.drawbridge.it.harness.Client;
import io.drawbridge.it.harness.Configuration;
import io.drawbridge.it.harness.Crowd;
import io.drawbridge.it.harness.Gateway;
import io.drawbridge.it.harness.Json;
import io.drawbridge.it.harness.Punctuality;
import io.drawbridge.it.harness.Scene;
import io.drawbridge.it.peer.OktaShapedProvider;
import io.drawbridge.it.peer.SigningKey;
import io.drawbridge.it.peer.StandInGitLab;
import io.drawbridge.it.peer.Target;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Credentials that have every shape of good ones, and no good signature, come in crowds for each
 * plugin: jobs with a protected variable and with an ID token have their tunnels beside them.
 */
@Timeout(120)
class HonestBesideNonsenseIT {
  private static final ExecutorService THREADS = Executors.newVirtualThreadPerTaskExecutor();
  private static final DateTimeFormatter AMZ_DATE =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'");

  @TempDir static Path directory;
  private static final AtomicInteger askedOfSts = new AtomicInteger();
  private static StandInGitLab gitlab;
  private static OktaShapedProvider okta;
  private static HttpServer sts;
  private static Target echo;
  private static Gateway gateway;
  private static String gitlabToken;
  private static String oktaToken;
  private static Punctuality secret;
  private static Punctuality idToken;

  /** Whose credential it seems to be; another one for each number, so that none is remembered. */
  private enum Nonsense {
    STATIC,
    GITLAB,
    GITLAB_UNKNOWN_KEY,
    OKTA,
    AWS;

    String credential(int number) {
      return switch (this) {
        case STATIC -> "canary-%032x".formatted(number);
        case GITLAB -> forged(gitlabToken, number);
        case GITLAB_UNKNOWN_KEY -> underAnotherKey(gitlabToken, number);
        case OKTA -> forged(oktaToken, number);
        case AWS -> proof(number);
      };
    }
  }

  @BeforeAll
  static void start() throws IOException {
    gitlab = new StandInGitLab();
    okta = OktaShapedProvider.start();
    sts = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    sts.setExecutor(THREADS);
    sts.createContext("/", HonestBesideNonsenseIT::refuse);
    sts.start();
    echo = Target.echo();
    gitlabToken = gitlabToken();
    oktaToken = okta.token(Map.of());
    gateway = Gateway.start(configuration());
    secret = new Punctuality(gateway::client, () -> Scene.TOKEN);
    idToken = new Punctuality(gateway::client, HonestBesideNonsenseIT::gitlabToken);
  }

  /** Each job has its own, whose signature has to be verified. */
  private static String gitlabToken() {
    return gitlab.idToken(gitlab.job(Scene.PROJECT), Scene.AUDIENCE).text();
  }

  private static Configuration configuration() {
    return new Configuration(directory)
        .plain()
        .set("audit", "refusals_per_minute", "10")
        .secret("ci", Scene.TOKEN, Map.of("project_id", "" + Scene.PROJECT))
        .gitlab(gitlab.url(), Scene.AUDIENCE, "{ mode = \"token-expiry\" }")
        .set("auth.okta", "type", text("okta"))
        .set("auth.okta", "issuer", text(okta.issuer()))
        .set("auth.okta", "audience", text(OktaShapedProvider.AUDIENCE))
        .set("auth.okta", "clients", "[" + text(OktaShapedProvider.CLIENT) + "]")
        .set("auth.aws", "type", text("aws-iam"))
        .set("auth.aws", "proof", text("caller-identity"))
        .set("auth.aws", "audience", text(Scene.AUDIENCE))
        .set("auth.aws", "regions", "[" + text("us-east-1") + "]")
        .set(
            "auth.aws",
            "endpoints",
            "{ us-east-1 = " + text("http://127.0.0.1:" + sts.getAddress().getPort()) + " }")
        .set("auth.aws", "accounts", "[" + text("123456789012") + "]")
        .set("auth.aws", "roles", "[" + text("arn:aws:iam::123456789012:role/ci") + "]")
        .target(Scene.TARGET, echo.port())
        .rule("secret", Scene.TARGET, "auth = \"static\"")
        .rule("gitlab", Scene.TARGET, "auth = \"gitlab\"", "when = { project_id = \"4217\" }")
        .rule("okta", Scene.TARGET, "auth = \"okta\"", "when = { scp = \"tunnel\" }")
        .rule("aws", Scene.TARGET, "auth = \"aws\"", "when = { account = \"123456789012\" }");
  }

  @AfterAll
  static void stop() throws IOException {
    gateway.close();
    echo.close();
    sts.stop(0);
    okta.close();
    gitlab.close();
    THREADS.shutdownNow();
    long audited = Files.size(directory.resolve("audit.jsonl"));
    assertTrue(
        audited < 4_000_000 + 24 * Punctuality.ATTEMPTS * 1_500, audited + " bytes of audit");
  }

  /** As STS answers a signature that is wrong (Common Errors: SignatureDoesNotMatch, 403). */
  private static void refuse(HttpExchange exchange) throws IOException {
    try (exchange) {
      askedOfSts.incrementAndGet();
      byte[] body =
          Json.write(
                  Map.of(
                      "Error",
                      Map.of("Code", "SignatureDoesNotMatch", "Message", "no", "Type", "Sender")))
              .getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(403, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  /** The same token with another signature. */
  private static String forged(String token, int number) {
    String end = SigningKey.part("%012d".formatted(number));
    return token.substring(0, token.length() - end.length() - 2) + end + "AA";
  }

  private static String underAnotherKey(String token, int number) {
    String header = "{\"alg\":\"RS256\",\"kid\":\"key-" + number + "\",\"typ\":\"JWT\"}";
    return SigningKey.part(header) + token.substring(token.indexOf('.'));
  }

  private static String proof(int number) {
    String signed = AMZ_DATE.format(ZonedDateTime.now(ZoneOffset.UTC));
    return "aws1."
        + SigningKey.part(
            Json.write(
                Map.of(
                    "region",
                    "us-east-1",
                    "date",
                    signed,
                    "key",
                    "ASIAEXAMPLEEXAMPLE12",
                    "audience",
                    Scene.AUDIENCE,
                    "nonce",
                    "%032x".formatted(number),
                    "session",
                    "c2Vzc2lvbg==",
                    "signature",
                    "%064x".formatted(number))));
  }

  @ParameterizedTest
  @CsvSource({
    "STATIC, 1", "GITLAB, 1", "GITLAB_UNKNOWN_KEY, 1", "OKTA, 1", "AWS, 1",
    "STATIC, 2000", "GITLAB, 2000", "GITLAB_UNKNOWN_KEY, 2000", "OKTA, 2000", "AWS, 2000"
  })
  void jobsAreServedBeside(Nonsense nonsense, int sources) throws Exception {
    Crowd.Act act =
        (client, number) ->
            client.send(Client.head(Scene.TARGET, Client.bearer(nonsense.credential(number))));
    int asked = askedOfSts.get();
    int keys = gitlab.keyRequests();
    try (Crowd _ = Crowd.at(gateway.port(), sources, act)) {
      secret.assertKept();
      idToken.assertKept();
    }
    // The crowd's credentials were as good as they could be: those of AWS only STS can tell.
    assertEquals(nonsense == Nonsense.AWS, askedOfSts.get() > asked);
    // Keys that nobody knows make the gateway ask for them again, but not once for each.
    assertTrue(gitlab.keyRequests() - keys < 20, gitlab.keyRequests() - keys + " for keys");
    assertEquals(200, gateway.get("/livez").statusCode());
  }
}
