// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.benchmarks.compare.contender;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Locale;
import java.util.Optional;

/**
 * A contender that has been started.
 *
 * @param contender who
 * @param plain how clients come in without TLS
 * @param tls how they come in with TLS
 * @param handshake how they come in for a TLS handshake and nothing else
 * @param process its process; nothing where there is no proxy
 */
public record RunningContender(
    Contender contender,
    Entrance plain,
    Entrance tls,
    Entrance handshake,
    Optional<ProxyProcess> process)
    implements AutoCloseable {
  /** One whose entrance for handshakes is the one with TLS. */
  public RunningContender(
      Contender contender, Entrance plain, Entrance tls, Optional<ProxyProcess> process) {
    this(contender, plain, tls, tls, process);
  }

  /**
   * Starts one.
   *
   * @throws MissingException if it cannot take part
   */
  public static RunningContender start(Contender contender, Setup setup)
      throws IOException, MissingException {
    Setup own = setup.in(setup.directory().resolve(contender.name().toLowerCase(Locale.ROOT)));
    Files.createDirectory(own.directory());
    return switch (contender) {
      case DRAWBRIDGE -> Gateway.start(contender, own, true);
      case COPYING -> Gateway.start(contender, own, false);
      case HAPROXY -> Haproxy.start(contender, own, "");
      case HAPROXY_LARGE_PIPES -> Haproxy.start(contender, own, "  tune.pipesize 1048576\n");
      case NGINX -> Nginx.start(contender, own, "64k");
      case NGINX_LARGE_BUFFERS -> Nginx.start(contender, own, "512k");
      case DIRECT -> {
        Entrance entrance = Entrance.open(setup.target());
        yield new RunningContender(contender, entrance, entrance, Optional.empty());
      }
    };
  }

  @Override
  public void close() {
    process.ifPresent(ProxyProcess::close);
  }
}
