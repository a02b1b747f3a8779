// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.door;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import io.drawbridge.auth.Secret;
import io.drawbridge.leg.Leg;
import io.drawbridge.leg.PlainLeg;
import io.drawbridge.loop.Deadline;
import io.drawbridge.observe.Refusal;
import io.drawbridge.observe.RefusedException;
import io.drawbridge.settings.DoorSettings.HttpConnect;
import io.drawbridge.testing.Sockets;
import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The programs people use, against the door. A missing one fails in CI and aborts elsewhere. */
class RealClientsTest {
  private final Door door = new HttpConnectDoor(HttpConnect.STANDARD);
  private final BlockingQueue<String> seen = new LinkedBlockingQueue<>();
  private long open;
  private ServerSocketChannel listener;

  @BeforeEach
  void listen() throws IOException {
    open = Sockets.open();
    listener = Sockets.listen(10);
    ServerSocketChannel accepting = listener;
    Thread.startVirtualThread(
        () -> {
          try {
            while (true) {
              SocketChannel channel = accepting.accept();
              Thread.startVirtualThread(() -> serve(channel));
            }
          } catch (IOException _) {
            // The test is over.
          }
        });
  }

  @AfterEach
  void nothingIsLeft() throws IOException {
    listener.close();
    Sockets.assertOpen(open);
  }

  private void serve(SocketChannel channel) {
    Leg leg = new PlainLeg(channel);
    Deadline deadline = Deadline.after(Duration.ofSeconds(10));
    try {
      Request request = door.receive(leg, deadline);
      seen.add("asked " + request.target() + ":" + request.port().orElse(0));
      if (!request.credentials().token().equals(Optional.of(Secret.of("s3cret")))) {
        seen.add("refused");
        door.refuse(leg, "s-1", Refusal.UNAUTHENTICATED, "show the token", deadline);
      } else {
        door.accept(leg, "s-1", deadline);
        target(leg, request.early(), deadline);
      }
    } catch (RefusedException e) {
      seen.add(e.refusal() + " " + e.detail());
    } catch (IOException e) {
      seen.add(e.toString());
    } finally {
      leg.sayGoodbye();
    }
  }

  /** Answers HTTP in HTTP, notes a TLS handshake, and says pong to anything else. */
  private void target(Leg leg, ByteBuffer early, Deadline deadline) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(20_000).put(early);
    if (bytes.position() == 0) {
      leg.receive(bytes, deadline);
    }
    String first = new String(bytes.array(), 0, bytes.position(), StandardCharsets.ISO_8859_1);
    seen.add(first.charAt(0) == 0x16 ? "TLS" : first.substring(0, 4));
    if (first.charAt(0) != 0x16) {
      String answer =
          first.startsWith("GET ")
              ? "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\npong\n"
              : "pong\n";
      leg.send(ByteBuffer.wrap(answer.getBytes(StandardCharsets.US_ASCII)), deadline);
    }
  }

  private record Outcome(int exit, String output) {}

  private static String program(String name) {
    for (String directory : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator)) {
      if (Files.isExecutable(Path.of(directory, name))) {
        return name;
      }
    }
    String sentence = name + " is not installed: what it makes of the door was not tried.";
    return "true".equals(System.getenv("CI")) ? fail(sentence) : abort(sentence);
  }

  private static Outcome run(String input, String... command) throws Exception {
    program(command[0]);
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().keySet().removeIf(name -> name.toLowerCase().endsWith("_proxy"));
    Process process = builder.start();
    try (var in = process.getOutputStream()) {
      in.write(input.getBytes(StandardCharsets.US_ASCII));
    }
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!process.waitFor(20, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      fail(List.of(command) + " hangs: " + output);
    }
    return new Outcome(process.exitValue(), output);
  }

  private String proxy() throws IOException {
    return "127.0.0.1:" + Sockets.port(listener);
  }

  private void assertSeen(String... events) {
    assertEquals(List.of(events), List.copyOf(seen));
  }

  @Test
  void curlWithBasic() throws Exception {
    Outcome curl =
        run(
            "",
            "curl",
            "-sS",
            "-m",
            "10",
            "-p",
            "-x",
            "http://job:s3cret@" + proxy(),
            "http://db/");
    assertEquals("pong\n", curl.output());
    assertSeen("asked db:80", "GET ");
  }

  @Test
  void curlWithBearer() throws Exception {
    String field = "Proxy-Authorization: Bearer s3cret";
    Outcome curl =
        run(
            "",
            "curl",
            "-sS",
            "-m",
            "10",
            "-p",
            "-x",
            proxy(),
            "--proxy-header",
            field,
            "http://db:5432/");
    assertEquals("pong\n", curl.output());
    assertSeen("asked db:5432", "GET ");
  }

  @Test
  void curlComesBackAfterThe407() throws Exception {
    Outcome curl =
        run(
            "",
            "curl",
            "-sS",
            "-m",
            "10",
            "-p",
            "--proxy-anyauth",
            "-x",
            "http://job:s3cret@" + proxy(),
            "http://db/");
    assertEquals("pong\n", curl.output());
    assertSeen("asked db:80", "refused", "asked db:80", "GET ");
  }

  @Test
  void curlShowsTheRefusal() throws Exception {
    Outcome curl = run("", "curl", "-sSv", "-m", "10", "-p", "-x", proxy(), "http://db/");
    assertEquals(56, curl.exit(), curl.output());
    assertTrue(curl.output().contains("Drawbridge-Session: s-1"), curl.output());
    assertTrue(curl.output().contains("407"), curl.output());
  }

  @Test
  void curlAsForwardProxyIsToldTheMethod() throws Exception {
    run("", "curl", "-sS", "-m", "10", "-x", proxy(), "http://db/");
    assertSeen("METHOD this is a tunnel gateway: only CONNECT is served");
  }

  @Test
  void ncat() throws Exception {
    Outcome ncat =
        run(
            "ping\n",
            "ncat",
            "-w",
            "10",
            "--proxy-type",
            "http",
            "--proxy",
            proxy(),
            "--proxy-auth",
            "job:s3cret",
            "db",
            "5432");
    assertEquals("pong\n", ncat.output());
    assertEquals("ping", List.copyOf(seen).getLast());
  }

  @Test
  void socat() throws Exception {
    Outcome socat =
        run(
            "ping\n",
            "socat",
            "-t10",
            "-",
            "PROXY:127.0.0.1:db:5432,proxyport="
                + Sockets.port(listener)
                + ",proxyauth=job:s3cret");
    assertEquals("pong\n", socat.output());
    assertSeen("asked db:5432", "ping");
  }

  @Test
  void openssl() throws Exception {
    run(
        "",
        "openssl",
        "s_client",
        "-proxy",
        proxy(),
        "-proxy_user",
        "job",
        "-proxy_pass",
        "pass:s3cret",
        "-connect",
        "db:5432");
    assertSeen("asked db:5432", "TLS");
  }

  @Test
  void git() throws Exception {
    run(
        "",
        "git",
        "-c",
        "http.proxy=http://job:s3cret@" + proxy(),
        "ls-remote",
        "https://db/x.git");
    assertSeen("asked db:443", "refused", "asked db:443", "TLS");
  }
}
