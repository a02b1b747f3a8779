// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drawbridge.it.harness.Answer;
import io.drawbridge.it.harness.AuditTrail.Entry;
import io.drawbridge.it.harness.Baseline;
import io.drawbridge.it.harness.Client;
import io.drawbridge.it.harness.Configuration;
import io.drawbridge.it.harness.Gateway;
import io.drawbridge.it.harness.Scene;
import io.drawbridge.it.peer.Certificates;
import io.drawbridge.it.peer.CiJob;
import io.drawbridge.it.peer.StandInGitLab;
import io.drawbridge.it.peer.StandInGitLab.Fault;
import io.drawbridge.it.peer.Target;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The tunnel dies with the job: within the interval (1 s here) and 2 s, and no other tunnel does.
 */
@Execution(ExecutionMode.CONCURRENT)
class JobEndsIT {
  private static final Duration BOUND = Duration.ofSeconds(3);

  @TempDir Path directory;
  private StandInGitLab gitlab;
  private Target echo;
  private Certificates certificates;
  private Gateway gateway;
  private String mode;

  @BeforeEach
  void start() {
    gitlab = new StandInGitLab();
    echo = Target.echo();
    certificates = Certificates.create(directory, "tls", "gateway");
  }

  @AfterEach
  void stop() {
    try {
      gateway.scanForSecrets(gitlab.secrets());
    } finally {
      gateway.close();
      gitlab.close();
      echo.close();
    }
  }

  private Configuration configuration(String chosen) {
    mode = chosen;
    return Scene.withTls(Scene.withGitLab(directory, gitlab, mode, echo.port()), certificates);
  }

  private Client tunnel(CiJob job) throws IOException {
    Client client = Client.tls(gateway.tlsPort(), certificates.trusting(), "TLSv1.3");
    String token = gitlab.idToken(job, Scene.AUDIENCE).text();
    Answer answer = client.send(request(token, job)).answer();
    assertEquals(200, answer.status(), answer + gateway.printed());
    assertEquals('x', client.send("x").readByte());
    return client;
  }

  private String request(String token, CiJob job) {
    return Client.head(
        Scene.TARGET,
        Client.bearer(token),
        mode.equals("job-token") ? "Drawbridge-Credential: job " + job.token() : "X-Ci: none");
  }

  private static Duration untilGone(Client client) {
    long begin = System.nanoTime();
    assertThrows(IOException.class, () -> assertEquals(0, client.readByte(), "a reset, no end"));
    return Duration.ofNanos(System.nanoTime() - begin);
  }

  private void closes(int count, String reason) {
    for (int i = 0; i < count; i++) {
      gateway
          .audit()
          .await(
              count + " closes as " + reason,
              _ ->
                  gateway.audit().entries().stream()
                          .filter(e -> e.isClose() && e.reason().equals(reason))
                          .count()
                      == count);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "api-token,success",
    "api-token,failed",
    "api-token,canceled",
    "api-token,canceling",
    "job-token,success",
    "job-token,canceled"
  })
  void everyTunnelOfTheJobEndsAndNoOther(String mode, String status) throws IOException {
    gateway = Gateway.start(configuration(mode));
    CiJob ending = gitlab.job(Scene.PROJECT);
    CiJob other = gitlab.job(Scene.PROJECT);
    // The first of all fetches keys and opens the web client: that stays.
    tunnel(other).close();
    Baseline before = gateway.baseline();
    List<Client> tunnels = new ArrayList<>();
    try (Client untouched = tunnel(other)) {
      for (int i = 0; i < 5; i++) {
        tunnels.add(tunnel(ending));
      }
      ending.become(status);
      long begin = System.nanoTime();
      for (Client tunnel : tunnels) {
        untilGone(tunnel);
      }
      Duration all = Duration.ofNanos(System.nanoTime() - begin);
      assertTrue(all.compareTo(BOUND) < 0, "gone after " + all.toMillis() + " ms");
      closes(5, "JOB_ENDED");
      assertEquals('y', untouched.send("y").readByte(), "the other job's tunnel lives");
      String token = gitlab.idToken(ending, Scene.AUDIENCE).text();
      try (Client again = Client.tls(gateway.tlsPort(), certificates.trusting(), "TLSv1.3")) {
        assertEquals(403, again.send(request(token, ending)).answer().status());
      }
    } finally {
      tunnels.forEach(Client::close);
    }
    gateway.assertBaseline(before);
  }

  @Test
  void withTokenExpiryTheTunnelEndsWithTheToken() throws IOException {
    gateway = Gateway.start(configuration("token-expiry").set("auth.gitlab", "skew", "\"0s\""));
    CiJob job = gitlab.job(Scene.PROJECT);
    String token = gitlab.idToken(job, Scene.AUDIENCE, Duration.ofSeconds(4)).text();
    try (Client client = gateway.client()) {
      String session = client.connectTo(Scene.TARGET, token).session();
      Duration lived = untilGone(client);
      assertTrue(lived.toMillis() > 1000, "not before it expires");
      assertTrue(lived.toSeconds() < 4 + BOUND.toSeconds() + 1, "lived " + lived);
      Entry closed = gateway.audit().awaitClose(session);
      assertTrue(Set.of("TOKEN_EXPIRED", "JOB_ENDED").contains(closed.reason()), closed.toString());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"api-token", "job-token"})
  void aGitLabThatIsGoneIsToleratedForTheGrace(String mode) throws IOException {
    gateway = Gateway.start(configuration(mode));
    CiJob job = gitlab.job(Scene.PROJECT);
    try (Client client = tunnel(job)) {
      gitlab.down();
      try (Client stranger = Client.tls(gateway.tlsPort(), certificates.trusting(), "TLSv1.3")) {
        CiJob next = gitlab.job(Scene.PROJECT);
        String token = gitlab.idToken(next, Scene.AUDIENCE).text();
        assertEquals(503, stranger.send(request(token, next)).answer().status(), "nothing new");
      }
      Duration lived = untilGone(client);
      assertTrue(lived.toMillis() > 1500, "the grace of 3 s was given: " + lived);
      assertTrue(lived.toSeconds() <= 3 + BOUND.toSeconds(), "lived " + lived);
      closes(1, "AUTHORITY_LOST");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"UNAUTHORIZED", "FORBIDDEN", "ERROR", "TOO_MANY", "GARBAGE", "SLOW"})
  void whatIsNoAnswerAboutTheJobDoesNotEndItAtOnce(String fault) throws IOException {
    gateway = Gateway.start(configuration("api-token"));
    try (Client client = tunnel(gitlab.job(Scene.PROJECT))) {
      gitlab.failApi(Fault.valueOf(fault));
      client.timeout(1900);
      assertThrows(java.net.SocketTimeoutException.class, client::readByte, "it is kept");
      gitlab.failApi(Fault.NONE);
      client.timeout(4500);
      assertThrows(java.net.SocketTimeoutException.class, client::readByte, "and forgiven");
      assertEquals('x', client.send("x").readByte());
    }
  }

  @Test
  void aProjectTheTokenNoLongerSeesIsAnEndedJob() throws IOException {
    gateway = Gateway.start(configuration("api-token"));
    try (Client client = tunnel(gitlab.job(Scene.PROJECT))) {
      gitlab.failApi(Fault.NOT_FOUND);
      assertTrue(untilGone(client).compareTo(BOUND) < 0);
      closes(1, "JOB_ENDED");
    }
  }

  @Test
  void oneQuestionServesAllTunnelsOfAJob() throws IOException {
    gateway = Gateway.start(configuration("api-token"));
    CiJob job = gitlab.job(Scene.PROJECT);
    List<Client> tunnels = new ArrayList<>();
    try {
      for (int i = 0; i < 20; i++) {
        tunnels.add(tunnel(job));
      }
      int before = gitlab.apiRequests();
      tunnels.getFirst().timeout(3000);
      assertThrows(java.net.SocketTimeoutException.class, tunnels.getFirst()::readByte);
      int asked = gitlab.apiRequests() - before;
      assertTrue(asked >= 2 && asked <= 6, asked + " questions in 3 s");
    } finally {
      tunnels.forEach(Client::close);
    }
  }

  @Test
  void aJobTokenOfAnotherJobProvesNothing() throws IOException {
    gateway = Gateway.start(configuration("job-token"));
    CiJob job = gitlab.job(Scene.PROJECT);
    CiJob other = gitlab.job(Scene.PROJECT);
    String token = gitlab.idToken(job, Scene.AUDIENCE).text();
    try (Client client = Client.tls(gateway.tlsPort(), certificates.trusting(), "TLSv1.3")) {
      int status = client.send(request(token, other)).answer().status();
      assertTrue(status == 403 || status == 407, "refused with " + status);
      assertEquals(0, echo.connections());
    }
  }
}
