// SPDX-License-Identifier: Apache-2.0
package io.drawbridge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drawbridge.auth.Authentication;
import io.drawbridge.auth.Claims;
import io.drawbridge.auth.Decision;
import io.drawbridge.auth.Grant;
import io.drawbridge.auth.Limits;
import io.drawbridge.auth.Liveness;
import io.drawbridge.observe.Attempt;
import io.drawbridge.observe.CloseReason;
import io.drawbridge.observe.Refusal;
import io.drawbridge.observe.Stage;
import io.drawbridge.testing.Certificates;
import io.drawbridge.testing.Sockets;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each refusal: what the client reads, what is told and recorded, and that nothing stays taken. */
@Timeout(60)
class RefusalStagesTest {
  @TempDir Path directory;

  @Test
  void whoeverIsRefusedReadsWhyAndLeavesNothingTaken() throws Exception {
    try (GatewayRig rig = new GatewayRig(directory)) {
      rig.answers =
          token ->
              switch (token) {
                case "bad" ->
                    new Authentication.Rejected(
                        Authentication.Reason.EXPIRED, "it expired", Claims.NONE);
                case "away" -> new Authentication.Unavailable("the issuer is away");
                case "fault" -> throw new IllegalStateException("a test's");
                case "other" -> GatewayRig.verified(Liveness.UNTRACKED, "other");
                case "ended" -> GatewayRig.verified(GatewayRig.job(Liveness.State.ENDED));
                case "lost" -> GatewayRig.verified(GatewayRig.job(Liveness.State.UNKNOWN));
                default -> GatewayRig.verified(Liveness.UNTRACKED);
              };
      assertRefused(rig, "t", "bad", 407, Refusal.UNAUTHENTICATED, Stage.AUTHENTICATING);
      assertRefused(rig, "t", "away", 503, Refusal.AUTHORITY_UNAVAILABLE, Stage.AUTHENTICATING);
      assertRefused(rig, "t", "fault", 503, Refusal.AUTHORITY_UNAVAILABLE, Stage.AUTHENTICATING);
      assertRefused(rig, "t", "other", 403, Refusal.DENIED, Stage.AUTHORIZING);
      assertRefused(rig, "unknown", "good", 403, Refusal.DENIED, Stage.AUTHORIZING);
      assertRefused(rig, "t", "ended", 403, Refusal.JOB_ENDED, Stage.LIVENESS);
      assertRefused(rig, "t", "lost", 503, Refusal.AUTHORITY_UNAVAILABLE, Stage.LIVENESS);
      rig.target.close();
      assertRefused(rig, "t", "good", 502, Refusal.UNREACHABLE, Stage.DIALING);
      assertEquals(8, rig.audited("\"refused\"").size());
      rig.assertOver();
    }
  }

  /** Told apart by status or by time, names could be guessed by whoever holds a token. */
  @Test
  void whatDoesNotExistIsDecidedByTheSamePartsAsWhatDoes() throws Exception {
    try (GatewayRig rig = new GatewayRig(directory)) {
      Queue<String> asked = new ConcurrentLinkedQueue<>();
      rig.builder.authorizer(
          "opa",
          (_, target, _) -> {
            asked.add(target);
            return rig.told.refused().size() < 4
                ? new Decision.Unavailable("it is away")
                : new Decision.Granted(new Grant("any", Limits.NONE));
          });
      rig.answers =
          token -> GatewayRig.verified(Liveness.UNTRACKED, token.equals("good") ? "job" : token);
      for (String target : List.of("t", "unknown", "t:9", "glpat-TOPSECRETabc123")) {
        assertRefused(rig, target, "good", 503, Refusal.AUTHORITY_UNAVAILABLE, Stage.AUTHORIZING);
      }
      for (String target : List.of("unknown", "t:9")) {
        assertRefused(rig, target, "good", 403, Refusal.DENIED, Stage.AUTHORIZING);
      }
      assertRefused(rig, "t", "other", 403, Refusal.DENIED, Stage.AUTHORIZING);
      assertEquals(List.of("t", "unknown", "t", "***", "unknown", "t", "t"), List.copyOf(asked));
      assertEquals(1, rig.audited("no target is called that").size());
      assertEquals(1, rig.audited("port 9 is not one of its ports").size());
      assertEquals(1, rig.audited("no rule grants this: ").size());
      rig.assertOver();
    }
  }

  private static void assertRefused(
      GatewayRig rig, String target, String token, int status, Refusal refusal, Stage stage)
      throws Exception {
    try (SocketChannel client = rig.ask(target, "Proxy-Authorization: Bearer " + token + "\r\n")) {
      String answer = Sockets.readAll(client);
      assertTrue(answer.startsWith("HTTP/1.1 " + status + " "), answer);
      Attempt attempt = rig.told.attempt();
      assertEquals(refusal, attempt.refusal().orElseThrow());
      assertEquals(stage, attempt.stage());
      assertTrue(answer.contains(attempt.session()), answer);
      assertTrue(
          Sockets.await(() -> isAudited(rig, attempt), Duration.ofSeconds(5)), "not recorded");
    }
  }

  private static boolean isAudited(GatewayRig rig, Attempt attempt) {
    try {
      List<String> lines = rig.audited('"' + attempt.session() + '"');
      return lines.size() == 1
          && lines.getFirst().contains(attempt.refusal().orElseThrow().name())
          && lines.getFirst().contains(attempt.stage().name());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void aPlaceThatARefusalHadTakenIsFreeForTheNext() throws Exception {
    try (GatewayRig rig = new GatewayRig(directory)) {
      rig.builder.target(
          "t", t -> t.address("127.0.0.1", targetPort(rig)).loopback(true).maxTunnels(1));
      rig.builder.target("closed", t -> t.address("127.0.0.1", 1).loopback(true).maxTunnels(1));
      rig.builder.rule("all", r -> r.to(List.of("t", "closed")).when("who", "job"));
      for (int i = 0; i < 3; i++) {
        assertRefused(rig, "closed", "good", 502, Refusal.UNREACHABLE, Stage.DIALING);
      }
      try (SocketChannel _ = rig.tunnel();
          SocketChannel _ = rig.target.accept()) {
        assertTrue(rig.told.attempt().granted());
        assertRefused(rig, "t", "good", 429, Refusal.TOO_MANY, Stage.AUTHORIZING);
      }
      assertTrue(rig.told.ending().reason() == CloseReason.COMPLETED);
      for (int i = 0; i < 3; i++) {
        try (SocketChannel client =
            rig.ask("Proxy-Authorization: Bearer good\r\nDrawbridge-Intent: check\r\n")) {
          String answer = Sockets.readAll(client);
          assertTrue(answer.startsWith("HTTP/1.1 200 "), answer);
        }
        rig.target.accept().close();
      }
      rig.assertOver();
    }
  }

  private static int targetPort(GatewayRig rig) {
    try {
      return Sockets.port(rig.target);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void aClientThatLeavesBeforeItAsksIsRecordedAsGone() throws Exception {
    try (GatewayRig rig = new GatewayRig(directory)) {
      for (int i = 0; i < 3; i++) {
        try (SocketChannel client = rig.connect()) {
          if (i == 1) {
            Sockets.write(client, "CONNECT t HT");
          } else if (i == 2) {
            client.setOption(StandardSocketOptions.SO_LINGER, 0);
          }
        }
        Attempt attempt = rig.told.attempt();
        assertEquals(Refusal.CLIENT_GONE, attempt.refusal().orElseThrow());
        assertEquals(Stage.NEGOTIATING, attempt.stage());
      }
      rig.assertOver();
    }
  }

  @Test
  void aFailedHandshakeIsRecordedAndAHalfRecordLeavesNoBuffer() throws Exception {
    Certificates certificates = Certificates.of("localhost");
    try (GatewayRig rig = new GatewayRig(directory)) {
      rig.builder.listener(
          "ci", l -> l.address(new InetSocketAddress("127.0.0.1", 0)).tls(certificates::server));
      try (SocketChannel client = rig.connect()) {
        Sockets.write(client, "CONNECT t HTTP/1.1\r\n\r\n");
        Attempt attempt = rig.told.attempt();
        assertEquals(Refusal.TLS_FAILED, attempt.refusal().orElseThrow());
        assertEquals(Stage.NEGOTIATING, attempt.stage());
      }
      for (int i = 0; i < 20; i++) {
        halfARecord(rig, certificates);
        assertEquals(Refusal.CLIENT_GONE, rig.told.attempt().refusal().orElseThrow());
      }
      rig.assertOver();
    }
  }

  private static void halfARecord(GatewayRig rig, Certificates certificates) throws Exception {
    InetSocketAddress at = (InetSocketAddress) rig.proxy().address("ci");
    try (Socket plain = new Socket(at.getAddress(), at.getPort())) {
      SSLSocket tls =
          (SSLSocket)
              certificates
                  .client()
                  .getSocketFactory()
                  .createSocket(plain, "localhost", at.getPort(), false);
      tls.startHandshake();
      OutputStream out = plain.getOutputStream();
      out.write(new byte[] {23, 3, 3, 1, 0, 1, 2, 3});
      out.flush();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "127.0.0.9"})
  void aThousandIdleConnectionsOfOneSourceShutOutNobody(String honest) throws Exception {
    try (GatewayRig rig = new GatewayRig(directory)) {
      rig.builder.admission(l -> l.strangers(40, 30));
      SocketChannel[] flood = new SocketChannel[1_000];
      for (int i = 0; i < flood.length; i++) {
        flood[i] = rig.connect();
        if (i % 100 == 99) {
          assertServed(rig, honest);
        }
      }
      // Only those beyond the source's share gave way.
      assertTrue(Sockets.await(() -> rig.told.refused().size() >= 970, Duration.ofSeconds(5)));
      for (SocketChannel each : flood) {
        each.close();
      }
      rig.assertOver();
    }
  }

  private static void assertServed(GatewayRig rig, String from) throws Exception {
    try (Socket honest = new Socket()) {
      honest.bind(new InetSocketAddress(from, 0));
      honest.connect(rig.proxy().address("ci"));
      honest.getOutputStream().write("GET / HTTP/1.1\r\n\r\n".getBytes());
      assertTrue(new String(honest.getInputStream().readAllBytes()).startsWith("HTTP/1.1 405"));
    }
  }

  private static boolean isReset(SocketChannel client) {
    try {
      Sockets.write(client, "more");
      return false;
    } catch (IOException _) {
      return true;
    }
  }

  @Test
  void aDeniedClientStaysAStrangerAndGivesWayToOthers() throws Exception {
    try (GatewayRig rig = new GatewayRig(directory)) {
      rig.builder.admission(l -> l.strangers(2, 2));
      rig.answers = _ -> GatewayRig.verified(Liveness.UNTRACKED, "other");
      SocketChannel[] denied = new SocketChannel[2];
      for (int i = 0; i < denied.length; i++) {
        denied[i] = rig.ask();
        assertEquals(Refusal.DENIED, rig.told.attempt().refusal().orElseThrow());
      }
      // Both are answered and linger; a third from there takes the place of the older one.
      try (SocketChannel _ = rig.connect()) {
        assertTrue(Sockets.await(() -> isReset(denied[0]), Duration.ofMillis(900)));
        assertFalse(isReset(denied[1]));
      }
      for (SocketChannel each : denied) {
        each.close();
      }
      rig.assertOver();
    }
  }

  @Test
  void aSessionThatEndsWhileAPluginIsAskedInterruptsIt() throws Exception {
    try (GatewayRig rig = new GatewayRig(directory)) {
      CountDownLatch asked = new CountDownLatch(1);
      CountDownLatch interrupted = new CountDownLatch(1);
      rig.answers =
          _ -> {
            asked.countDown();
            try {
              new CountDownLatch(1).await();
              return new Authentication.NotMine();
            } catch (InterruptedException e) {
              interrupted.countDown();
              throw e;
            }
          };
      try (SocketChannel client = rig.ask()) {
        assertTrue(asked.await(10, TimeUnit.SECONDS));
        Thread closer = Thread.ofVirtual().start(() -> closeQuietly(rig));
        assertTrue(interrupted.await(10, TimeUnit.SECONDS));
        String answer = Sockets.readAll(client);
        assertTrue(answer.startsWith("HTTP/1.1 503 "), answer);
        closer.join();
      }
      assertEquals(Refusal.DRAINING, rig.told.attempt().refusal().orElseThrow());
      rig.assertOver();
    }
  }

  private static void closeQuietly(GatewayRig rig) {
    try {
      rig.proxy().close();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void oneTunnelForAJobMeansOne() throws Exception {
    try (GatewayRig rig = new GatewayRig(directory)) {
      rig.answers = _ -> GatewayRig.verified(GatewayRig.job(Liveness.State.RUNNING));
      Limits one =
          new Limits(
              Optional.empty(),
              Optional.empty(),
              OptionalLong.empty(),
              OptionalInt.of(1),
              OptionalInt.empty());
      rig.builder.rule("all", r -> r.to(List.of("t")).when("who", "job").limits(one));
      try (SocketChannel _ = rig.tunnel();
          SocketChannel _ = rig.target.accept()) {
        assertTrue(rig.told.attempt().granted());
        assertRefused(rig, "t", "again", 429, Refusal.TOO_MANY, Stage.AUTHORIZING);
      }
      rig.assertOver();
    }
  }
}
