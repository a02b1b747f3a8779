// SPDX-License-Identifier: Apache-2.0
package io.drawbridge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.drawbridge.testing.Sockets;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A gateway that the system grants nothing more: tunnels end with their jobs all the same, and
 * nobody is let in whose tunnel would not.
 */
@Timeout(60)
class StarvationTest {
  /** An interval of 1 s, a call of 1 s, and what a machine under load adds. */
  private static final int BOUND_MILLIS = 6_000;

  /** The system's limit of threads binds everybody but root. */
  private static final String NOBODY = "65534";

  @TempDir Path directory;
  private final List<Socket> clients = new ArrayList<>();
  private ServerSocketChannel target;
  private Process gateway;
  private BufferedReader out;
  private OutputStream in;
  private int port;

  @BeforeEach
  void listen() throws IOException {
    target = Sockets.listen(50);
  }

  @AfterEach
  void end() throws Exception {
    for (Socket client : clients) {
      client.close();
    }
    in.close();
    gateway.destroyForcibly().waitFor();
    target.close();
  }

  private void start(String... options) throws IOException {
    launch(List.of(), options);
    listening();
  }

  private void listening() throws IOException {
    String line = out.readLine();
    assertTrue(line != null, () -> errors());
    port = Integer.parseInt(line);
  }

  private void launch(List<String> words, String... options) throws IOException {
    List<String> command = new ArrayList<>();
    command.addAll(nobody());
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // Its warnings would be among the answers.
    command.add("-Xlog:disable");
    command.addAll(List.of(options));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(JobGateway.class.getName(), "" + Sockets.port(target)));
    command.addAll(words);
    gateway =
        new ProcessBuilder(command).redirectError(directory.resolve("stderr").toFile()).start();
    out = gateway.inputReader();
    in = gateway.getOutputStream();
  }

  private static List<String> nobody() throws IOException {
    return Files.getOwner(Path.of("/proc/self")).getName().equals("root")
        ? List.of(program("setpriv"), "--reuid", NOBODY, "--regid", NOBODY, "--clear-groups")
        : List.of();
  }

  private String errors() {
    try {
      return Files.readString(directory.resolve("stderr"));
    } catch (IOException e) {
      return e.toString();
    }
  }

  private static String program(String name) {
    Path found = Path.of("/usr/bin", name);
    assumeTrue(Files.isExecutable(found), name + " is not there");
    return found.toString();
  }

  private void threads(String most) throws Exception {
    List<String> command = new ArrayList<>(nobody());
    command.addAll(
        List.of(program("prlimit"), "--pid", "" + gateway.pid(), "--nproc=" + most + ":"));
    assertEquals(0, new ProcessBuilder(command).inheritIO().start().waitFor());
  }

  private String ask(String line) throws IOException {
    in.write((line + "\n").getBytes(StandardCharsets.US_ASCII));
    in.flush();
    String answer = out.readLine();
    assertTrue(answer != null, () -> "it is gone: " + errors());
    return answer;
  }

  private Socket connect(String job) throws IOException {
    Socket client = new Socket();
    clients.add(client);
    client.connect(new InetSocketAddress("127.0.0.1", port), 10_000);
    client.setSoTimeout(20_000);
    String head = "CONNECT t HTTP/1.0\r\nProxy-Authorization: Bearer " + job + "\r\n\r\n";
    client.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
    return client;
  }

  private static String status(Socket client) throws IOException {
    byte[] line = client.getInputStream().readNBytes("HTTP/1.1 200".length());
    return new String(line, StandardCharsets.US_ASCII);
  }

  private Socket tunnel(String job) throws IOException {
    Socket client = connect(job);
    assertEquals("HTTP/1.1 200", status(client), this::errors);
    byte[] head = {' '};
    for (String seen = ""; !seen.endsWith("\r\n\r\n"); seen += (char) head[0]) {
      assertEquals(1, client.getInputStream().read(head));
    }
    return client;
  }

  private static boolean endsWithin(Socket client, int millis) throws IOException {
    client.setSoTimeout(millis);
    try {
      return client.getInputStream().read() < 0;
    } catch (SocketTimeoutException _) {
      return false;
    } catch (IOException _) {
      // A reset: the gateway ended it.
      return true;
    }
  }

  @Test
  void withoutNewThreadsTunnelsStillEndWithTheirJob() throws Exception {
    start();
    List<Socket> of = List.of(tunnel("a"), tunnel("a"), tunnel("b"), tunnel("c"));
    threads("1");
    assertEquals("refused", ask("thread"), "threads can still be started");
    ask("end a");
    assertTrue(endsWithin(of.get(0), BOUND_MILLIS), () -> "outlives its job; " + errors());
    assertTrue(endsWithin(of.get(1), BOUND_MILLIS));
    // What was started for the first sessions is idle, and ends.
    for (String pool : List.of("plugin-", "liveness-first-", "drawbridge-names-")) {
      assertTrue(
          Sockets.await(() -> asked("threads " + pool).equals("0"), Duration.ofSeconds(20)), pool);
    }
    assertEquals("refused", ask("thread"));
    assertFalse(status(connect("new")).endsWith("200"), "nobody could tell that its job ended");
    ask("end b");
    assertTrue(endsWithin(of.get(2), BOUND_MILLIS), () -> "outlives its job; " + errors());
    threads("1000");
    tunnel("new");
    ask("end c");
    assertTrue(endsWithin(of.get(3), BOUND_MILLIS));
    assertEquals("[]", ask("ready"));
  }

  @Test
  void afterATimeWithoutThreadsNewcomersAreLetInAgain() throws Exception {
    // Nobody came yet: without its watch there would be no carrier of virtual threads now.
    start();
    threads("1");
    assertEquals("refused", ask("thread"));
    assertFalse(status(connect("early")).endsWith("200"), "where did its plugin run?");
    threads("1000");
    tunnel("late");
    assertEquals("[]", ask("ready"));
  }

  @Test
  void virtualThreadsThatNobodyWorksAtRunAgain() throws Exception {
    launch(List.of("strand"));
    assertEquals("there", out.readLine(), this::errors);
    threads("1");
    assertEquals("without", ask("without"));
    threads("1000");
    assertEquals("with", ask("with"));
    listening();
    tunnel("new");
    assertEquals("[]", ask("ready"));
  }

  private String asked(String line) {
    try {
      return ask(line);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void afterATimeWithoutMemoryTunnelsEndWithTheirJob() throws Exception {
    // The collector that the launcher takes: another one may refuse memory that there is by then.
    start("-Xmx48m", "-XX:+UseSerialGC");
    List<Socket> of = List.of(tunnel("a"), tunnel("b"));
    ask("end b");
    assertTrue(endsWithin(of.get(1), BOUND_MILLIS));
    assertEquals("fed", ask("starve a"));
    boolean ended = endsWithin(of.get(0), BOUND_MILLIS);
    assertTrue(ended || !ask("ready").equals("[]"), () -> "it outlives its job; " + errors());
    tunnel("new");
  }
}
