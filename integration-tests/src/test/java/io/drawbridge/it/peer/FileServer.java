// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.it.peer;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A directory's files over HTTP or HTTPS on loopback. */
public final class FileServer implements AutoCloseable {
  private final HttpServer server;
  private final Path files;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  private FileServer(HttpServer server, Path files) {
    this.server = server;
    this.files = files;
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  /** Without TLS. */
  public static FileServer plain(Path files) {
    try {
      return new FileServer(HttpServer.create(anywhere(), 0), files);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** With TLS. */
  public static FileServer tls(Path files, Certificates certificates) {
    try {
      HttpsServer server = HttpsServer.create(anywhere(), 0);
      server.setHttpsConfigurator(new HttpsConfigurator(certificates.proving()));
      return new FileServer(server, files);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static InetSocketAddress anywhere() {
    return new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      Path file = files.resolve(exchange.getRequestURI().getPath().substring(1)).normalize();
      if (file.startsWith(files) && Files.isRegularFile(file)) {
        byte[] bytes = Files.readAllBytes(file);
        exchange.sendResponseHeaders(200, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
      } else {
        exchange.sendResponseHeaders(404, -1);
      }
    }
  }

  /** Where it listens. */
  public int port() {
    return server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
