// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.benchmarks.compare.contender;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** Drawbridge: a static secret, one target, and rules of which the last grants. */
final class Gateway {
  private static final int TOKEN_BYTES = 32;

  private static final String CONFIGURATION =
      """
      loops = %1$d

      [[listener]]
      name    = "plain"
      address = "127.0.0.1:%2$d"

      [[listener]]
      name    = "tls"
      address = "127.0.0.1:%3$d"
      tls     = { certificate = "%4$s", key = "%4$s" }

      [limits]
      strangers_per_source  = 1024
      tunnels_per_job       = %5$d
      tunnels_per_principal = %5$d

      [auth.ci]
      type = "static"

      [[auth.ci.secret]]
      name    = "compare"
      digest  = "sha256:%6$s"
      expires = "never"
      claims  = { project = "shop/orders" }

      [[target]]
      name     = "echo"
      address  = "127.0.0.1:%7$d"
      loopback = true

      [audit]
      file = "audit.jsonl"
      """;

  private Gateway() {}

  static RunningContender start(Contender contender, Setup setup, boolean splice)
      throws IOException, MissingException {
    byte[] random = new byte[TOKEN_BYTES];
    new SecureRandom().nextBytes(random);
    String token = HexFormat.of().formatHex(random);
    InetSocketAddress plain = ProxyProcess.freeAddress();
    InetSocketAddress tls = ProxyProcess.freeAddress();
    Path file = setup.directory().resolve("drawbridge.toml");
    Files.writeString(file, configuration(setup, token, plain, tls) + relay(setup.rules(), splice));
    ProxyProcess process =
        ProxyProcess.start(
            setup.directory(),
            List.of(plain, tls),
            setup.home().resolve("bin/drawbridge").toString(),
            "serve",
            "-c",
            file.toString());
    String name = "echo:" + setup.target().getPort();
    Optional<String> request =
        Optional.of(
            "CONNECT %s HTTP/1.1\r\nHost: %s\r\nProxy-Authorization: Bearer %s\r\n\r\n"
                .formatted(name, name, token));
    return new RunningContender(
        contender,
        new Entrance(plain, request),
        new Entrance(tls, request),
        // Without a request it dials nothing.
        Entrance.open(tls),
        Optional.of(process));
  }

  private static String configuration(
      Setup setup, String token, InetSocketAddress plain, InetSocketAddress tls)
      throws IOException {
    return CONFIGURATION.formatted(
        setup.workers(),
        plain.getPort(),
        tls.getPort(),
        setup.pem(),
        setup.tunnels(),
        digest(token),
        setup.target().getPort());
  }

  private static String relay(int rules, boolean splice) {
    StringBuilder text = new StringBuilder();
    for (int i = 1; i < rules; i++) {
      text.append(rule("another " + i, "team-" + i + "/app"));
    }
    text.append(rule("this one", "shop/orders"));
    return text.append(splice ? "" : "\n[relay]\nsplice = false\n").toString();
  }

  private static String rule(String name, String project) {
    return """

    [[rule]]
    name = "%s"
    to   = ["echo"]
    when = { project = "%s" }
    """
        .formatted(name, project);
  }

  private static String digest(String token) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256")
                  .digest(token.getBytes(StandardCharsets.US_ASCII)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
