// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.it.peer;

import io.drawbridge.it.harness.Await;
import io.drawbridge.it.harness.Command;
import io.drawbridge.it.harness.Ports;
import io.drawbridge.it.harness.Tools;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * The real Open Policy Agent, as a server on loopback: {@code opa} from PATH, else one that Go
 * installs into the directory of the tools.
 */
public final class OpenPolicyAgent implements AutoCloseable {
  private static final String VERSION = "v1.22.2";
  private static final String SENTENCE =
      "no Open Policy Agent: put opa on PATH, or Go, which then builds it";

  private final Process process;
  private final int port;

  private OpenPolicyAgent(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /** Starts it with a policy, and waits until it answers. */
  public static OpenPolicyAgent start(Path directory, String rego) {
    Path opa =
        Tools.find("opa").or(OpenPolicyAgent::installed).orElseThrow(() -> Tools.missing(SENTENCE));
    int port = Ports.free();
    try {
      Path policy = Files.writeString(directory.resolve("policy.rego"), rego);
      Path log = directory.resolve("opa.log");
      Process process =
          Command.of(
                  opa.toString(),
                  "run",
                  "--server",
                  "--disable-telemetry",
                  "--addr",
                  "127.0.0.1:" + port,
                  policy.toString())
              .start(log, log);
      OpenPolicyAgent agent = new OpenPolicyAgent(process, port);
      try {
        Await.until(Duration.ofSeconds(30), () -> "OPA answers; " + said(log), agent::answers);
      } catch (AssertionError e) {
        agent.close();
        throw e;
      }
      return agent;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String said(Path log) {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      return e.toString();
    }
  }

  private static Optional<Path> installed() {
    Path directory = Path.of(System.getProperty("drawbridge.tools", "target/tools"), "bin");
    Path opa = directory.toAbsolutePath().resolve("opa");
    Optional<Path> go = Tools.find("go");
    if (!Files.isExecutable(opa) && go.isPresent()) {
      Command.of(
              go.get().toString(),
              "install",
              "-ldflags",
              "-s -w",
              "github.com/open-policy-agent/opa@" + VERSION)
          .with("GOBIN", opa.getParent().toString())
          .with("CGO_ENABLED", "0")
          .within(Duration.ofMinutes(10))
          .run();
    }
    return Files.isExecutable(opa) ? Optional.of(opa) : Optional.empty();
  }

  private boolean answers() {
    if (!process.isAlive()) {
      throw new AssertionError("OPA ended with " + process.exitValue());
    }
    try (SocketChannel channel = SocketChannel.open()) {
      return channel.connect(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port));
    } catch (IOException _) {
      return false;
    }
  }

  /** Its URL. */
  public String url() {
    return "http://127.0.0.1:" + port;
  }

  /** Ends it at once; from then on its port refuses. */
  public void kill() {
    process.destroyForcibly();
    process.onExit().join();
  }

  @Override
  public void close() {
    kill();
  }
}
