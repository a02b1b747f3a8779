// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.it.peer;

import eu.rekawek.toxiproxy.Proxy;
import eu.rekawek.toxiproxy.ToxiproxyClient;
import io.drawbridge.it.harness.Await;
import io.drawbridge.it.harness.Command;
import io.drawbridge.it.harness.Ports;
import io.drawbridge.it.harness.Tools;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * The real Toxiproxy server: one that already runs ({@code DRAWBRIDGE_TOXIPROXY=host:port}), else
 * {@code toxiproxy-server} from PATH, else one that a Go of 1.23 or later installs into {@code
 * target}.
 */
public final class Toxiproxy implements AutoCloseable {
  private static final String VERSION = "v2.12.0";
  private static final String SENTENCE =
      "no Toxiproxy: set DRAWBRIDGE_TOXIPROXY=host:port, or put toxiproxy-server on PATH, or Go"
          + " 1.23 or later";

  private final Process process;
  private final ToxiproxyClient client;

  private Toxiproxy(Process process, ToxiproxyClient client) {
    this.process = process;
    this.client = client;
  }

  /** Starts it, or finds the one that runs. */
  public static Toxiproxy start() {
    String running = System.getenv("DRAWBRIDGE_TOXIPROXY");
    if (running != null && !running.isEmpty()) {
      int colon = running.lastIndexOf(':');
      int port = Integer.parseInt(running.substring(colon + 1));
      return new Toxiproxy(null, new ToxiproxyClient(running.substring(0, colon), port));
    }
    Path server =
        Tools.find("toxiproxy-server")
            .or(Toxiproxy::installed)
            .orElseThrow(() -> Tools.missing(SENTENCE));
    int port = Ports.free();
    try {
      Path log = Files.createDirectories(Path.of("target")).resolve("toxiproxy.log");
      Process process =
          Command.of(server.toString(), "-host", "127.0.0.1", "-port", "" + port).start(log, log);
      ToxiproxyClient client = new ToxiproxyClient("127.0.0.1", port);
      Await.until(
          Duration.ofSeconds(10), () -> "Toxiproxy answers; see " + log, () -> answers(client));
      return new Toxiproxy(process, client);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Optional<Path> installed() {
    Path directory = Path.of("target", "toxiproxy").toAbsolutePath();
    Path server = directory.resolve("server");
    Optional<Path> go = Tools.find("go");
    if (!Files.isExecutable(server) && go.isPresent()) {
      Command.of(
              go.get().toString(),
              "install",
              "github.com/Shopify/toxiproxy/v2/cmd/server@" + VERSION)
          .with("GOBIN", directory.toString())
          .within(Duration.ofMinutes(4))
          .run();
    }
    return Files.isExecutable(server) ? Optional.of(server) : Optional.empty();
  }

  private static boolean answers(ToxiproxyClient client) {
    try {
      client.version();
      return true;
    } catch (IOException _) {
      return false;
    }
  }

  /** A proxy before a port of loopback; it listens on a port of its own. */
  public Proxy before(int upstream) {
    String listen = "127.0.0.1:" + Ports.free();
    try {
      return client.createProxy(listen, listen, "127.0.0.1:" + upstream);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The port a proxy listens on. */
  public static int portOf(Proxy proxy) {
    String listen = proxy.getListen();
    return Integer.parseInt(listen.substring(listen.lastIndexOf(':') + 1));
  }

  @Override
  public void close() {
    if (process == null) {
      try {
        for (Proxy proxy : client.getProxies()) {
          proxy.delete();
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    } else {
      process.destroy();
    }
  }
}
