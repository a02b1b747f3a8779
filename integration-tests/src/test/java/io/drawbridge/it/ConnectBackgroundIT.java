// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drawbridge.it.harness.Answer;
import io.drawbridge.it.harness.Await;
import io.drawbridge.it.harness.Client;
import io.drawbridge.it.harness.Command;
import io.drawbridge.it.harness.Gateway;
import io.drawbridge.it.harness.Home;
import io.drawbridge.it.harness.Ports;
import io.drawbridge.it.harness.Scene;
import io.drawbridge.it.harness.Tools;
import io.drawbridge.it.peer.Certificates;
import io.drawbridge.it.peer.CiJob;
import io.drawbridge.it.peer.StandInGitLab;
import io.drawbridge.it.peer.Target;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * {@code connect} beside a job's other commands: in the background, on a socket, with its job's
 * token.
 */
@Execution(ExecutionMode.CONCURRENT)
class ConnectBackgroundIT {
  private static final Duration SOON = Duration.ofSeconds(15);

  @TempDir Path directory;
  private StandInGitLab gitlab;
  private Certificates certificates;
  private Target echo;
  private Gateway gateway;
  private CiJob job;
  private String token;

  @BeforeEach
  void start() {
    gitlab = new StandInGitLab();
    certificates = Certificates.create(directory, "tls", "gateway");
    echo = Target.echo();
    gateway =
        Gateway.start(
            Scene.withTls(
                Scene.withGitLab(directory, gitlab, "job-token", echo.port()), certificates));
    job = gitlab.job(Scene.PROJECT);
    token = gitlab.idToken(job, Scene.AUDIENCE).text();
  }

  @AfterEach
  void stop() {
    gateway.close();
    echo.close();
    gitlab.close();
  }

  private String connect(String more) {
    return "%s connect --gateway localhost:%d --ca %s --job-token-env CI_JOB_TOKEN --target %s %s"
        .formatted(
            Home.launcher(), gateway.tlsPort(), certificates.certificate(), Scene.TARGET, more);
  }

  private Command inJob(String script) {
    return Command.of("sh", "-ec", script)
        .with("DRAWBRIDGE_JAVA", Home.java().toString())
        .with("DRAWBRIDGE_TOKEN", token)
        .with("CI_JOB_TOKEN", job.token());
  }

  @Test
  void inTheBackgroundItIsReadyWhenItReturnsAndEndsWithItsJob() throws IOException {
    int port = Ports.free();
    String script =
        connect("").replace(Scene.TARGET, Scene.TARGET + "=127.0.0.1:" + port)
            + "--background --wait 30s\n"
            + "printf hello | "
            + Tools.require("ncat")
            + " 127.0.0.1 "
            + port
            + "\n";
    Command.Result result = inJob(script).run().good();
    assertTrue(result.out().endsWith("hello"), result.out() + result.err());
    for (String secret : gitlab.secrets()) {
      assertFalse((result.out() + result.err()).contains(secret));
    }
    Await.until(
        SOON,
        () -> "the port is closed when the job's shell has ended",
        () -> {
          try (Client _ = Client.plain(port)) {
            return false;
          } catch (UncheckedIOException _) {
            return true;
          }
        });
  }

  @Test
  void inTheBackgroundARefusalIsAnExitCode() {
    job.become("success");
    Command.Result result = inJob(connect("--background --wait 30s")).run();
    assertEquals(77, result.exit(), result.out() + result.err());
    assertTrue(result.err().contains("session"), result.err());
  }

  @Test
  void onAUnixSocketItServesItsOwnUserAndEndsWithTheJob() throws Exception {
    Path socket = directory.resolve("orders.sock");
    Path out = directory.resolve("connect-out");
    Path err = directory.resolve("connect-err");
    Process process = inJob("exec " + connect("--listen unix:" + socket)).start(out, err);
    try {
      Await.until(SOON, () -> "ready", () -> Files.readString(out).contains("ready"));
      assertEquals(
          "rw-------",
          java.nio.file.attribute.PosixFilePermissions.toString(
              Files.getPosixFilePermissions(socket)));
      try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
        channel.connect(UnixDomainSocketAddress.of(socket));
        channel.write(ByteBuffer.wrap(new byte[] {'x'}));
        ByteBuffer got = ByteBuffer.allocate(1);
        assertEquals(1, channel.read(got));
        job.become("canceled");
        assertThrows(
            IOException.class,
            () -> {
              if (channel.read(got.clear()) < 0) {
                throw new IOException("the end");
              }
            });
      }
      assertEquals(
          "JOB_ENDED",
          gateway
              .audit()
              .await("the end", e -> e.isClose() && !e.reason().equals("COMPLETED"))
              .reason());
      Await.until(
          SOON,
          () -> "why, and the session, in " + err,
          () ->
              Files.readString(err)
                  .matches("(?s).*broken off, and the gateway says: [^\\n]*\\(session .*"));
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void theDoorOpensOnlyWithTheJobsToken() throws IOException {
    try (Client client = Client.tls(gateway.tlsPort(), certificates.trusting(), "TLSv1.3")) {
      Answer answer = client.connectTo(Scene.TARGET, token);
      assertTrue(answer.status() >= 400, "without its companion: " + answer);
      assertEquals(0, echo.connections());
    }
  }
}
