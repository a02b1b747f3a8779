// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.benchmarks;

import io.drawbridge.Proxy;
import io.drawbridge.ProxyBuilder;
import io.drawbridge.auth.InvalidSettingsException;
import io.drawbridge.auth.Settings;
import io.drawbridge.auth.gitlab.GitlabOidcProvider;
import io.drawbridge.auth.secrets.StaticProvider;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * How long does a job wait for its tunnel? From connect to the last byte of the 200: a whole
 * gateway with admission, credentials, rule, dial and a grant recorded in a file, all of it in this
 * process and over loopback. The client resets its tunnel afterwards, so that no port is held.
 *
 * <p>A credential is remembered with where it came from: {@code GITLAB_FRESH} is the same token
 * from another address of the loopback network each time, and is verified each time.
 */
@BenchmarkMode(Mode.SampleTime)
@Warmup(iterations = 5, time = 1)
public class HandshakeBenchmark extends StandardRun {
  private static final String SECRET = "a-secret-that-is-only-for-this-run-0123456789";

  /** More than the gateway remembers. */
  private static final int ADDRESSES = 60_000;

  /** What the client presents. */
  public enum Presented {
    /** A static secret, remembered. */
    STATIC,
    /** A GitLab ID token, remembered. */
    GITLAB_REMEMBERED,
    /** A GitLab ID token that is verified. */
    GITLAB_FRESH
  }

  /** What the client presents. */
  @Param public Presented credential;

  private final ByteBuffer answer = ByteBuffer.allocateDirect(4096);
  private Path directory;
  private DiscardTarget target;
  private Proxy proxy;
  private ByteBuffer request;
  private int turn;

  /** Starts the gateway. */
  @Setup
  public void start() throws IOException, GeneralSecurityException, InvalidSettingsException {
    directory = Files.createTempDirectory("drawbridge-handshake");
    target = new DiscardTarget();
    SignedToken token = SignedToken.make();
    Path keys = Files.write(directory.resolve("keys.json"), token.keySet());
    proxy = gateway(keys).start();
    String presented = credential == Presented.STATIC ? SECRET : token.text();
    request =
        ByteBuffer.wrap(
            ("CONNECT t HTTP/1.1\r\nHost: t\r\nProxy-Authorization: Bearer "
                    + presented
                    + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
  }

  private ProxyBuilder gateway(Path keys) {
    ProxyBuilder builder =
        Proxy.builder()
            .listener("ci", l -> l.address(new InetSocketAddress("127.0.0.1", 0)))
            .target("t", t -> t.address("127.0.0.1", target.port()).loopback(true))
            .audit(directory.resolve("audit.jsonl"), usual -> usual);
    return switch (credential) {
      case STATIC ->
          builder
              .authenticator("a", new StaticProvider(), secret())
              .rule("all", r -> r.to(List.of("t")).when("who", "job"));
      case GITLAB_REMEMBERED, GITLAB_FRESH ->
          builder
              .authenticator("a", new GitlabOidcProvider(), gitlab(keys))
              .rule("all", r -> r.to(List.of("t")).when("project_id", "20"));
    };
  }

  private static Settings secret() {
    Map<String, ?> entry =
        Map.of("name", "job", "secret", SECRET, "expires", "never", "claims", Map.of("who", "job"));
    return Settings.of(Map.of("secret", List.of(entry)));
  }

  private static Settings gitlab(Path keys) {
    return Settings.of(
        Map.of(
            "issuer",
            SignedToken.ISSUER,
            "audience",
            SignedToken.AUDIENCE,
            "keys",
            keys.toString(),
            "liveness",
            Map.of("mode", "token-expiry")));
  }

  /** One tunnel, opened. */
  @Benchmark
  public int connect() throws IOException {
    try (SocketChannel client = SocketChannel.open()) {
      client.setOption(StandardSocketOptions.SO_LINGER, 0);
      client.bind(source());
      client.connect(proxy.address("ci"));
      client.write(request.rewind());
      answer.clear();
      while (!complete()) {
        if (client.read(answer) < 0) {
          throw new IOException("refused: " + text());
        }
      }
      if (answer.get("HTTP/1.1 ".length()) != '2') {
        throw new IOException("refused: " + text());
      }
      return answer.position();
    }
  }

  private InetSocketAddress source() throws IOException {
    int host = credential == Presented.GITLAB_FRESH ? turn++ % ADDRESSES : 0;
    byte[] address = {127, 1, (byte) (host / 250), (byte) (1 + host % 250)};
    return new InetSocketAddress(InetAddress.getByAddress(address), 0);
  }

  private boolean complete() {
    int end = answer.position();
    return end > 4 && answer.get(end - 1) == '\n' && answer.get(end - 3) == '\n';
  }

  private String text() {
    return StandardCharsets.UTF_8.decode(answer.flip()).toString();
  }

  /** Ends the gateway. */
  @TearDown
  public void end() throws IOException {
    proxy.close();
    target.close();
    for (String file : List.of("audit.jsonl", "keys.json")) {
      Files.delete(directory.resolve(file));
    }
    Files.delete(directory);
  }
}
