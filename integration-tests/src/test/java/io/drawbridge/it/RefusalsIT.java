// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drawbridge.it.harness.Answer;
import io.drawbridge.it.harness.AuditTrail.Entry;
import io.drawbridge.it.harness.Baseline;
import io.drawbridge.it.harness.Client;
import io.drawbridge.it.harness.Configuration;
import io.drawbridge.it.harness.Gateway;
import io.drawbridge.it.harness.Ports;
import io.drawbridge.it.harness.Scene;
import io.drawbridge.it.peer.BlackHole;
import io.drawbridge.it.peer.Certificates;
import io.drawbridge.it.peer.Target;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Who is refused is told so in an answer they can read, it is recorded, and the target has not
 * heard of it.
 */
class RefusalsIT {
  private static final String BEARER = Client.bearer(Scene.TOKEN);

  @TempDir static Path directory;
  private static Target witness;
  private static BlackHole hole;
  private static Gateway gateway;
  private Baseline before;

  @BeforeAll
  static void start() {
    witness = Target.witness();
    hole = new BlackHole();
    Configuration configuration =
        Scene.withSecret(directory, witness)
            .target("closed", Ports.free())
            .target("hole", hole.port())
            .target("forbidden-to-ci", witness.port())
            .target("single", witness.port())
            .rule("failing targets", "closed,hole,nowhere,metadata,local")
            .rule("one at a time", "single", "limits = { tunnels_per_principal = 1 }")
            .block("[[target]]\nname = \"nowhere\"\naddress = \"no-such-host.invalid:5432\"\n")
            .block("[[target]]\nname = \"metadata\"\naddress = \"metadata.test:80\"\n")
            .block(
                "[[target]]\nname = \"local\"\naddress = \"localhost.:%d\"\n"
                    .formatted(witness.port()))
            .deadline("head", "700ms")
            .deadline("connect", "600ms");
    // As an address it would be refused before the start.
    Path hosts =
        configuration.write("hosts", "169.254.169.254 metadata.test\n127.0.0.1 localhost.\n");
    gateway =
        Gateway.start(
            Scene.withTls(configuration, Certificates.create(directory, "tls", "gateway")),
            "-Djdk.net.hosts.file=" + hosts);
  }

  @AfterAll
  static void stop() {
    gateway.close();
    hole.close();
    witness.close();
  }

  @BeforeEach
  void remember() {
    before = gateway.baseline();
    witness.forget();
  }

  @AfterEach
  void nothingIsLeft() {
    gateway.assertBaseline(before);
    gateway.scanForSecrets(List.of(Scene.TOKEN));
  }

  private static Client stranger() {
    return Client.plain(Scene.anotherSource(), gateway.port(), 0);
  }

  /** Sends a request and expects that refusal: the answer, the record, no connection. */
  private static Answer refused(String request, int status, String refusal, String stage)
      throws IOException {
    try (Client client = stranger()) {
      Answer answer = client.send(request).answer();
      assertEquals(status, answer.status(), answer.toString());
      assertEquals("close", answer.header("Connection").orElse("").toLowerCase());
      assertEquals(1, answer.body().lines().count(), "one line of text: " + answer.body());
      Entry entry = gateway.audit().awaitRefusal(answer.session());
      assertEquals(refusal, entry.refusal());
      assertEquals(stage, entry.text("stage"));
      assertEquals("plain", entry.text("listener"));
      return answer;
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CONNECT orders-db:5432 HTTP/1.1\nHost: orders-db:5432\n\n",
        "CONNECT orders-db:5432 HTTP/1.1\r\nHost: orders-db:5432\r\n folded: yes\r\n\r\n",
        "CONNECT orders-db:5432 HTTP/1.1\r\nHost: orders-db:5432\r\nContent-Length: 3\r\n\r\nabc",
        "CONNECT orders-db:5432 HTTP/1.1\r\nHost: orders-db:5432\r\n"
            + "Transfer-Encoding: chunked\r\n\r\n",
        "CONNECT orders-db:5432 HTTP/1.1\r\nHost: orders-db:5432\r\nHost: other:5432\r\n\r\n",
        "CONNECT orders-db:5432 HTTP/1.1\r\n\r\n",
        "CONNECT orders-db:5432 HTTP/1.1\r\nHost : orders-db:5432\r\n\r\n",
        "CONNECT orders-db:5432 HTTP/1.1\r\nHost: orders-db:5432\r\n: empty\r\n\r\n",
        "CONNECT orders-db:5432 HTTP/1.1\r\nHost: orders-db:5432\r\nX: a\u0000b\r\n\r\n",
        "CONNECT orders-db:99999 HTTP/1.1\r\nHost: orders-db:99999\r\n\r\n",
        "CONNECT http://orders-db/ HTTP/1.1\r\nHost: orders-db\r\n\r\n",
        "CONNECT orders-db:5432 HTTP/2.0\r\nHost: orders-db:5432\r\n\r\n",
        "CONNECT orders-db:5432 HTTP/1.1\r\nHost: orders-db:5432\r\n"
            + "Proxy-Authorization: Bearer a\r\nProxy-Authorization: Bearer b\r\n\r\n",
        "\u0016\u0003\u0001\u0002\u0000\u0001\r\n\r\n",
      })
  void whatBreaksTheProtocolIsABadRequest(String request) throws IOException {
    refused(request, 400, "BAD_REQUEST", "NEGOTIATING");
    assertEquals(0, witness.connections());
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "POST", "OPTIONS", "connect"})
  void onlyConnectIsAMethod(String method) throws IOException {
    refused(
        method + " orders-db:5432 HTTP/1.1\r\nHost: orders-db:5432\r\n\r\n",
        405,
        "METHOD",
        "NEGOTIATING");
    assertEquals(0, witness.connections());
  }

  @Test
  void aHeadOf33KiBIsTooLarge() throws IOException {
    refused(
        Client.head("orders-db:5432", "X-Filler: " + "x".repeat(33 * 1024)),
        431,
        "TOO_LARGE",
        "NEGOTIATING");
    assertEquals(0, witness.connections());
  }

  @Test
  void aHeadThatDoesNotComeInTimeIsAnsweredAndRecorded() throws IOException {
    long begin = System.nanoTime();
    refused("CONNECT orders-db:5432 HTTP/1.1\r\nHost: ord", 408, "DEADLINE", "NEGOTIATING");
    assertTrue(System.nanoTime() - begin < 3_000_000_000L, "near its deadline of 700 ms");
    assertEquals(0, witness.connections());
  }

  @Test
  void noCredentialsAndWrongOnesAreAskedForBasic() throws IOException {
    for (String line : List.of("X-None: 1", Client.bearer("wrong"), Client.basic("u", "wrong"))) {
      Answer answer =
          refused(Client.head("orders-db:5432", line), 407, "UNAUTHENTICATED", "AUTHENTICATING");
      assertEquals("Basic realm=\"drawbridge\"", answer.header("Proxy-Authenticate").orElse(""));
    }
    assertEquals(0, witness.connections());
  }

  @Test
  void unknownTargetWrongPortAndNotGrantedAreOneAnswer() throws IOException {
    Answer unknown = refused(Client.head("no-such:5432", BEARER), 403, "DENIED", "AUTHORIZING");
    int other = witness.port() == 5432 ? 5433 : 5432;
    Answer port = refused(Client.head("orders-db:" + other, BEARER), 403, "DENIED", "AUTHORIZING");
    Answer denied =
        refused(
            Client.head("forbidden-to-ci:" + witness.port(), BEARER), 403, "DENIED", "AUTHORIZING");
    assertEquals(masked(unknown, "no-such:5432"), masked(port, "orders-db:" + other));
    assertEquals(
        masked(unknown, "no-such:5432"), masked(denied, "forbidden-to-ci:" + witness.port()));
    assertFalse(denied.body().contains("failing targets"), "no other rule's content");
    assertEquals(0, witness.connections());
  }

  private static String masked(Answer answer, String target) {
    return answer
        .body()
        .replace(answer.session(), "SESSION")
        .replace(target, "TARGET")
        .replace(target.substring(0, target.indexOf(':')), "TARGET");
  }

  @Test
  void theSecondTunnelOfAPrincipalThatMayHaveOneIsTooMany() throws IOException {
    String request = Client.head("single:" + witness.port(), BEARER);
    try (Client first = gateway.client()) {
      assertEquals(200, first.send(request).answer().status());
      refused(request, 429, "TOO_MANY", "AUTHORIZING");
      assertEquals(1, witness.connections());
    }
    gateway.assertBaseline(before);
    try (Client again = gateway.client()) {
      assertEquals(200, again.send(request).answer().status(), "the slot was given back");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"closed", "nowhere", "metadata", "local"})
  void whatCannotOrMustNotBeDialledIsUnreachable(String target) throws IOException {
    Answer answer = refused(Client.head(target, BEARER), 502, "UNREACHABLE", "DIALING");
    assertFalse(answer.body().contains("127.0.0.1"), "addresses are the operator's: " + answer);
    assertEquals(0, witness.connections());
  }

  @Test
  void aTargetThatDoesNotAnswerTheDialTimesOut() throws IOException {
    long begin = System.nanoTime();
    refused(Client.head("hole", BEARER), 504, "TIMED_OUT", "DIALING");
    assertTrue(System.nanoTime() - begin < 3_000_000_000L, "near its deadline of 600 ms");
  }

  @Test
  void noiseOnTheTlsDoorIsRecordedAsTlsFailed() throws IOException {
    try (Client client = Client.plain(Scene.anotherSource(), gateway.tlsPort(), 0)) {
      String source = ":" + client.localPort();
      client.send("CONNECT orders-db:5432 HTTP/1.1\r\n\r\n");
      try {
        client.readAll();
      } catch (IOException _) {
        // An alert, a FIN or a reset: all say no.
      }
      Entry entry =
          gateway
              .audit()
              .await("TLS_FAILED", e -> e.isRefusal() && e.text("source").endsWith(source));
      assertEquals("TLS_FAILED", entry.refusal());
      assertEquals("NEGOTIATING", entry.text("stage"));
    }
  }

  @Test
  void aClientThatLeavesBeforeItAsksIsRecordedAsGone() throws IOException {
    String source;
    try (Client client = stranger()) {
      source = ":" + client.localPort();
      client.send("CONNECT orders-db:54");
    }
    Entry entry =
        gateway.audit().await("gone", e -> e.isRefusal() && e.text("source").endsWith(source));
    assertEquals("CLIENT_GONE", entry.refusal());
  }

  @Test
  void aLongBodyBehindARefusedHeadDoesNotHideTheAnswer() throws IOException {
    byte[] noise = new byte[48 * 1024];
    try (Client client = stranger()) {
      client.send(Client.head("orders-db:5432")).send(noise);
      assertEquals(407, client.answer().status());
    }
    assertEquals(0, witness.connections());
  }

  @Test
  void aSecondRequestBehindARefusedOneIsNeverInterpreted() throws IOException {
    String granted = Client.head("orders-db:" + witness.port(), BEARER);
    try (Client client = stranger()) {
      Answer answer = client.send(Client.head("orders-db:5432") + granted).answer();
      assertEquals(407, answer.status());
      assertFalse(answer.body().contains("HTTP/1.1"), "one answer only");
    }
    assertEquals(0, witness.connections());
  }
}
