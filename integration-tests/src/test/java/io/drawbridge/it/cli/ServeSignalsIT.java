// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.it.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drawbridge.it.harness.Await;
import io.drawbridge.it.harness.Client;
import io.drawbridge.it.harness.Command;
import io.drawbridge.it.harness.Command.Result;
import io.drawbridge.it.harness.Configuration;
import io.drawbridge.it.harness.Gateway;
import io.drawbridge.it.harness.Scene;
import io.drawbridge.it.peer.Target;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How the gateway tells that it is up, why it is not, and how it ends. */
class ServeSignalsIT {
  private static final Duration SOON = Duration.ofSeconds(10);

  @TempDir Path directory;
  private Target echo;

  @BeforeEach
  void start() {
    echo = Target.echo();
  }

  @AfterEach
  void stop() {
    echo.close();
  }

  private Configuration configuration() {
    return Scene.withSecret(directory, echo);
  }

  @Test
  void itTellsWhereItListensAndThenThatItIsReady() {
    Configuration configuration = configuration();
    try (Gateway gateway = Gateway.start(configuration)) {
      String printed = gateway.printed();
      int listener = printed.indexOf("drawbridge: listener plain on 127.0.0.1:" + gateway.port());
      int admin = printed.indexOf("drawbridge: admin on http://127.0.0.1:" + configuration.admin());
      int ready = printed.indexOf("drawbridge: ready");
      assertTrue(0 <= listener && listener < admin && admin < ready, printed);
    }
  }

  @Test
  void aListenersPortInUseIsNamed() throws IOException {
    Configuration configuration = configuration();
    assertInUse(configuration, configuration.port("plain"), "listener plain");
  }

  @Test
  void theAdminsPortInUseIsNamed() throws IOException {
    Configuration configuration = configuration();
    assertInUse(configuration, configuration.admin(), "admin: 127.0.0.1:" + configuration.admin());
  }

  private static void assertInUse(Configuration configuration, int port, String who)
      throws IOException {
    try (ServerSocket _ = new ServerSocket(port, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      Result result = Command.drawbridge("serve", "-c", configuration.write().toString()).run();
      assertEquals(69, result.exit(), result.err());
      assertTrue(
          result.err().lines().anyMatch(l -> l.startsWith("drawbridge: ") && l.contains(who)),
          result.err());
      assertTrue(result.err().contains("end the process that listens there"), result.err());
    }
  }

  @Test
  void aSignalThatDoesNotAskForTheEndLeavesTunnelsOpen() throws IOException {
    try (Gateway gateway = Gateway.start(configuration());
        Client client = gateway.tunnel(Scene.TARGET, Scene.TOKEN)) {
      // The thread dump comes last: by then the others have been taken.
      for (String name : List.of("USR1", "USR2", "HUP", "QUIT")) {
        Command.of("kill", "-" + name, "" + gateway.pid()).run().good();
      }
      Await.until(
          SOON,
          () -> "told\n" + gateway.printed(),
          () ->
              gateway.printed().contains("SIGHUP: the configuration is not reloaded yet")
                  && gateway.printed().contains("Full thread dump"));
      assertEquals('x', client.send("x").readByte());
    }
  }

  @Test
  @Timeout(120)
  void whereNobodyReadsWhatItSaysItStartsDrainsAndEndsAtTheSecondSignal() throws Exception {
    Configuration configuration = configuration().drain("5m");
    try (FullPipe _ = FullPipe.at(configuration.directory().resolve("stdout"));
        FullPipe _ = FullPipe.at(configuration.directory().resolve("stderr"));
        Gateway gateway = Gateway.start(configuration);
        Client client = gateway.tunnel(Scene.TARGET, Scene.TOKEN)) {
      gateway.terminate();
      Await.until(SOON, () -> "it drains", () -> gateway.get("/readyz").statusCode() == 503);
      assertEquals('x', client.send("x").readByte());
      gateway.terminate();
      gateway.awaitExit(Duration.ofSeconds(20));
    }
  }

  @Test
  void withoutTheSignalInterfaceAShutdownHookDrains() throws IOException {
    // Everything but jdk.unsupported, where sun.misc.Signal lives.
    String modules = "java.base,java.logging,java.net.http,java.naming,jdk.management";
    try (Gateway gateway =
            Gateway.start(configuration().drain("800ms"), "--limit-modules", modules);
        Client client = gateway.client()) {
      String session = client.connectTo(Scene.TARGET, Scene.TOKEN).session();
      assertEquals('x', client.send("x").readByte());
      Command.of("kill", "-TERM", "" + gateway.pid()).run().good();
      gateway.awaitExit(SOON);
      assertEquals("DRAINED", gateway.audit().awaitClose(session).reason());
      gateway.audit().await("the end", e -> e.text("event").equals("end"));
    }
  }
}
