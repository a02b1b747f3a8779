// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.benchmarks.compare.contender;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** HAProxy in TCP mode: as a contender, and as the TLS client in front of every contender. */
public final class Haproxy {
  /**
   * Two for each of the most streams at once. By default there are so many that descriptors lack.
   */
  private static final int PIPES = 256;

  private static final String COMMON =
      """
      global
        nbthread %d
        maxconn %d
        maxpipes %d
      %s        ssl-default-bind-options ssl-min-ver TLSv1.3
        ssl-default-bind-ciphersuites TLS_AES_128_GCM_SHA256
        ssl-default-server-options ssl-min-ver TLSv1.3
        ssl-default-server-ciphersuites TLS_AES_128_GCM_SHA256

      defaults
        mode tcp
        option splice-request
        option splice-response
        timeout connect 5s
        timeout client 1h
        timeout server 1h
      """;

  private Haproxy() {}

  /**
   * With a listener for handshakes that does not dial before there is content, because Drawbridge
   * does not either.
   *
   * @param tuning lines for the global section
   */
  static RunningContender start(Contender contender, Setup setup, String tuning)
      throws IOException, MissingException {
    InetSocketAddress plain = ProxyProcess.freeAddress();
    InetSocketAddress tls = ProxyProcess.freeAddress();
    InetSocketAddress handshake = ProxyProcess.freeAddress();
    String sections =
        """

        listen plain
          bind 127.0.0.1:%1$d
          server target 127.0.0.1:%4$d

        listen tls
          bind 127.0.0.1:%2$d ssl crt %5$s
          server target 127.0.0.1:%4$d

        listen handshake
          bind 127.0.0.1:%3$d ssl crt %5$s
          tcp-request inspect-delay 10s
          tcp-request content accept if { req.len gt 0 }
          tcp-request content reject
          server target 127.0.0.1:%4$d
        """
            .formatted(
                plain.getPort(),
                tls.getPort(),
                handshake.getPort(),
                setup.target().getPort(),
                setup.pem());
    ProxyProcess process = run(setup, tuning, sections, List.of(plain, tls, handshake));
    return new RunningContender(
        contender,
        Entrance.open(plain),
        Entrance.open(tls),
        Entrance.open(handshake),
        Optional.of(process));
  }

  /**
   * A TLS client for generators that speak none: accepts plain connections, and makes a TLS 1.3 one
   * for each. What it uses is nobody's.
   *
   * @param tls where the contender terminates TLS
   */
  public static RunningContender sideCar(Setup setup, Entrance tls)
      throws IOException, MissingException {
    InetSocketAddress plain = ProxyProcess.freeAddress();
    String sections =
        """

        listen sidecar
          bind 127.0.0.1:%d
          server contender 127.0.0.1:%d ssl verify none
        """
            .formatted(plain.getPort(), tls.address().getPort());
    ProxyProcess process = run(setup, "", sections, List.of(plain));
    return new RunningContender(
        Contender.HAPROXY, tls.at(plain), tls.at(plain), Optional.of(process));
  }

  private static ProxyProcess run(
      Setup setup, String tuning, String sections, List<InetSocketAddress> addresses)
      throws IOException, MissingException {
    Path program =
        Programs.find("haproxy").orElseThrow(() -> new MissingException("haproxy is not on PATH"));
    Path file = setup.directory().resolve("haproxy.cfg");
    Files.writeString(
        file, COMMON.formatted(setup.workers(), setup.tunnels(), PIPES, tuning) + sections);
    return ProxyProcess.start(
        setup.directory(), addresses, program.toString(), "-db", "-f", file.toString());
  }
}
