// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.drawbridge.it.harness.Await;
import io.drawbridge.it.harness.Baseline;
import io.drawbridge.it.harness.Client;
import io.drawbridge.it.harness.Configuration;
import io.drawbridge.it.harness.Gateway;
import io.drawbridge.it.harness.Scene;
import io.drawbridge.it.peer.BlackHole;
import io.drawbridge.it.peer.Certificates;
import io.drawbridge.it.peer.StandInGitLab;
import io.drawbridge.it.peer.StandInGitLab.Fault;
import io.drawbridge.it.peer.Target;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A client that leaves, by FIN or by reset, at whatever step, leaves nothing behind. */
class ClientGoneAtEachStageIT {
  private static final int TIMES = 10;

  @TempDir Path directory;

  /** One way of leaving. */
  @FunctionalInterface
  private interface Leaving {
    void leave(Client client, boolean reset) throws IOException;
  }

  private static void go(Client client, boolean reset) throws IOException {
    if (reset) {
      client.reset();
    } else {
      client.close();
    }
  }

  private static void repeatedly(Gateway gateway, Leaving leaving) throws IOException {
    Baseline before = gateway.baseline();
    for (int i = 0; i < TIMES; i++) {
      try (Client client = gateway.client()) {
        leaving.leave(client, i % 2 == 0);
      }
    }
    gateway.assertBaseline(before);
    everyGrantHasOneClose(gateway);
  }

  private static void everyGrantHasOneClose(Gateway gateway) {
    Await.until(
        Duration.ofSeconds(5),
        () -> "one close for each grant",
        () ->
            gateway.audit().entries().stream()
                .filter(e -> e.isGrant())
                .allMatch(
                    grant ->
                        gateway.audit().entries().stream()
                                .filter(e -> e.isClose() && e.session().equals(grant.session()))
                                .count()
                            == 1));
  }

  private Configuration configuration(Target target, BlackHole hole) {
    return Scene.withSecret(directory, target)
        .target("hole", hole.port())
        .rule("hole", "hole")
        .deadline("connect", "700ms");
  }

  @Test
  void beforeInAndAfterTheRequestAndInTheTunnel() throws IOException {
    String head = Client.head(Scene.TARGET, Client.bearer(Scene.TOKEN));
    try (Target echo = Target.echo();
        BlackHole hole = new BlackHole();
        Gateway gateway = Gateway.start(configuration(echo, hole))) {
      gateway.tunnel(Scene.TARGET, Scene.TOKEN).close();
      repeatedly(gateway, (client, reset) -> go(client, reset));
      repeatedly(gateway, (client, reset) -> go(client.send(head.substring(0, 20)), reset));
      repeatedly(gateway, (client, reset) -> go(client.send(head), reset));
      repeatedly(gateway, (client, reset) -> go(client.send(head + "early"), reset));
      repeatedly(
          gateway,
          (client, reset) ->
              go(client.send(Client.head("hole", Client.bearer(Scene.TOKEN))), reset));
      repeatedly(
          gateway,
          (client, reset) -> {
            assertEquals(200, client.send(head).answer().status());
            go(client.send(new byte[100_000]), reset);
          });
    }
  }

  @Test
  void whileTheIssuerIsAsked() throws IOException {
    try (Target echo = Target.echo();
        StandInGitLab gitlab = new StandInGitLab();
        Gateway gateway =
            Gateway.start(
                Scene.withGitLab(directory, gitlab, "api-token", echo.port())
                    .deadline("authentication", "500ms"))) {
      String token = gitlab.idToken(gitlab.job(Scene.PROJECT), Scene.AUDIENCE).text();
      gitlab.failKeys(Fault.SLOW);
      gitlab.failApi(Fault.SLOW);
      repeatedly(
          gateway,
          (client, reset) ->
              go(client.send(Client.head(Scene.TARGET, Client.bearer(token))), reset));
      assertEquals(0, echo.connections());
    }
  }

  @Test
  void inTheTlsHandshake() throws IOException {
    Certificates certificates = Certificates.create(directory, "tls", "gateway");
    try (Target echo = Target.echo();
        Gateway gateway =
            Gateway.start(Scene.withTls(Scene.withSecret(directory, echo), certificates))) {
      Baseline before = gateway.baseline();
      for (int i = 0; i < TIMES; i++) {
        try (Client client = Client.plain(gateway.tlsPort())) {
          // The first bytes of a ClientHello: record header, handshake header, version.
          client.send(new byte[] {22, 3, 1, 2, 0, 1, 0, 1, (byte) 252, 3, 3});
          go(client, i % 2 == 0);
        }
      }
      gateway.assertBaseline(before);
    }
  }
}
