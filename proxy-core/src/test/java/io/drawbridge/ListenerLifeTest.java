// SPDX-License-Identifier: Apache-2.0
package io.drawbridge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drawbridge.testing.Sockets;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Listeners: their files, their ports, and what they do without descriptors. */
@Timeout(60)
class ListenerLifeTest {
  @TempDir Path directory;

  private UnixDomainSocketAddress file() {
    return UnixDomainSocketAddress.of(directory.resolve("gateway.sock"));
  }

  @Test
  void aSocketFileIsItsUsersAloneAndGoesWithTheListener() throws Exception {
    try (GatewayRig rig = new GatewayRig(directory)) {
      rig.builder.listener("ci", l -> l.address(file()));
      rig.proxy();
      assertEquals(
          PosixFilePermissions.fromString("rw-------"),
          Files.getPosixFilePermissions(file().getPath()));
      assertServes(rig);
      rig.proxy().close();
      assertFalse(Files.exists(file().getPath()));
      rig.assertOver();
    }
  }

  private static void assertServes(GatewayRig rig) throws Exception {
    try (SocketChannel client = rig.connect()) {
      Sockets.write(client, "GET / HTTP/1.1\r\n\r\n");
      String answer =
          new String(Channels.newInputStream(client).readAllBytes(), StandardCharsets.US_ASCII);
      assertTrue(answer.startsWith("HTTP/1.1 405 "), answer);
    }
  }

  @Test
  void aSocketFileThatAKilledProcessLeftIsReplaced() throws Exception {
    ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(file()).close();
    assertTrue(Files.exists(file().getPath()), "the system removes such files by itself");
    try (GatewayRig rig = new GatewayRig(directory)) {
      rig.builder.listener("ci", l -> l.address(file()));
      assertServes(rig);
      rig.assertOver();
    }
  }

  @Test
  void aSocketFileThatSomebodyAnswersAtIsLeftToThem() throws Exception {
    try (ServerSocketChannel other = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      other.bind(file());
      try (GatewayRig rig = new GatewayRig(directory)) {
        rig.builder.listener("ci", l -> l.address(file()));
        IOException refused = assertThrows(IOException.class, rig.builder::start);
        assertTrue(refused.getMessage().contains("listener ci"), refused.getMessage());
      }
      SocketChannel.open(file()).close();
    }
  }

  @Test
  void aFileThatIsNoSocketIsNeverReplaced() throws Exception {
    Files.writeString(file().getPath(), "mine");
    try (GatewayRig rig = new GatewayRig(directory)) {
      rig.builder.listener("ci", l -> l.address(file()));
      assertThrows(IOException.class, rig.builder::start);
    }
    assertEquals("mine", Files.readString(file().getPath()));
  }

  @Test
  void endingADrainLeavesTheSuccessorsSocketFile() throws Exception {
    try (GatewayRig rig = new GatewayRig(directory)) {
      rig.builder.listener("ci", l -> l.address(file()));
      rig.proxy().drain(Duration.ZERO);
      try (ServerSocketChannel successor = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
        successor.bind(file());
        rig.proxy().close();
        assertTrue(Files.exists(file().getPath()));
      }
      rig.assertOver();
    }
  }

  @Test
  void aPortIsFreeForTheNextStartAtOnce() throws Exception {
    SocketAddress at = null;
    for (int i = 0; i < 5; i++) {
      try (GatewayRig rig = new GatewayRig(directory)) {
        SocketAddress again = at == null ? new InetSocketAddress("127.0.0.1", 0) : at;
        rig.builder.listener("ci", l -> l.address(again));
        // A refusal is closed by the gateway first: its port lingers.
        assertServes(rig);
        at = rig.proxy().address("ci");
        rig.assertOver();
      }
    }
  }

  @Test
  void aNameThatIsNoneIsSaidToBe() throws Exception {
    try (GatewayRig rig = new GatewayRig(directory)) {
      rig.builder.listener(
          "ci",
          l ->
              l.address(InetSocketAddress.createUnresolved("nowhere.invalid", 1))
                  .acceptPlaintext());
      IOException refused = assertThrows(IOException.class, rig.builder::start);
      assertTrue(refused.getMessage().contains("cannot be resolved"), refused.getMessage());
      rig.assertNothingLeft();
    }
  }

  @Test
  void withoutDescriptorsAListenerWaitsAndGoesOn() throws Exception {
    Path prlimit = Path.of("/usr/bin/prlimit");
    Assumptions.assumeTrue(Files.isExecutable(prlimit), "util-linux is not installed");
    Process gateway =
        new ProcessBuilder(
                prlimit.toString(),
                "--nofile=256:256",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                StarvedGateway.class.getName())
            .redirectError(directory.resolve("stderr").toFile())
            .start();
    try (BufferedReader out = gateway.inputReader();
        OutputStream in = gateway.getOutputStream()) {
      int port = Integer.parseInt(out.readLine());
      assertEquals("407", status(port));
      assertEquals("[]", ask("ready", in, out));
      assertEquals("starve", ask("starve", in, out));
      // Linux reserves the descriptor of an accept that waits: one more connection gets in.
      try (Socket _ = new Socket("127.0.0.1", port);
          Socket waiting = asking(port)) {
        Duration cpu = gateway.toHandle().info().totalCpuDuration().orElseThrow();
        waiting.setSoTimeout(1_500);
        assertThrows(SocketTimeoutException.class, () -> waiting.getInputStream().read());
        Duration spent = gateway.toHandle().info().totalCpuDuration().orElseThrow().minus(cpu);
        assertTrue(spent.compareTo(Duration.ofMillis(700)) < 0, "it spins: " + spent);
        String problems = ask("ready", in, out);
        assertTrue(problems.startsWith("[listener ci accepts nobody: "), problems);
        assertEquals("free", ask("free", in, out));
        waiting.setSoTimeout(10_000);
        assertEquals("407", status(waiting));
      }
      assertEquals("407", status(port));
      assertTrue(Sockets.await(() -> ask("ready", in, out).equals("[]"), Duration.ofSeconds(10)));
    } finally {
      gateway.destroy();
      assertTrue(gateway.waitFor(10, TimeUnit.SECONDS));
    }
  }

  private static String ask(String line, OutputStream in, BufferedReader out) {
    try {
      in.write((line + "\n").getBytes(StandardCharsets.US_ASCII));
      in.flush();
      return out.readLine();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Socket asking(int port) throws IOException {
    Socket socket = new Socket("127.0.0.1", port);
    String request = "CONNECT t HTTP/1.0\r\nProxy-Authorization: Bearer x\r\n\r\n";
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    return socket;
  }

  private static String status(int port) throws IOException {
    try (Socket socket = asking(port)) {
      return status(socket);
    }
  }

  private static String status(Socket socket) throws IOException {
    String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    return answer.substring(9, 12);
  }
}
