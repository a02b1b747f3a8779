// SPDX-License-Identifier: Apache-2.0
package io.drawbridge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drawbridge.auth.Authentication;
import io.drawbridge.testing.KeyFiles;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.MessageFormat;
import java.util.List;
import java.util.ResourceBundle;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a renewed certificate is told though nobody connects, and can be measured. */
@Timeout(60)
class CertificateWatchTest {
  @TempDir Path directory;
  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

  private final System.Logger logger =
      new System.Logger() {
        @Override
        public String getName() {
          return "test";
        }

        @Override
        public boolean isLoggable(Level level) {
          return true;
        }

        @Override
        public void log(Level level, ResourceBundle bundle, String line, Throwable thrown) {
          lines.add(level + " " + line);
        }

        @Override
        public void log(Level level, ResourceBundle bundle, String format, Object... values) {
          lines.add(level + " " + MessageFormat.format(format, values));
        }
      };

  private Proxy start(Path chain, Path key) throws Exception {
    return Proxy.builder()
        .listener("ci", l -> l.address(new InetSocketAddress("127.0.0.1", 0)).tls(chain, key))
        .authenticator("nobody", (_, _) -> new Authentication.NotMine())
        .target("db", t -> t.address("db.internal", 5432))
        .rule("all", r -> r.to(List.of("db")))
        .audit(directory.resolve("audit.jsonl"), usual -> usual)
        .admin(new InetSocketAddress("127.0.0.1", 0))
        .logger(logger)
        .start();
  }

  private String next() throws InterruptedException {
    String line = lines.poll(30, TimeUnit.SECONDS);
    assertNotNull(line, "nothing was logged");
    return line;
  }

  /** The value of a certificate's gauge, with the file that the labels must name. */
  private static long gauge(Proxy proxy, String name, Path file) throws Exception {
    InetSocketAddress admin = proxy.adminAddress().orElseThrow();
    try (Socket socket = new Socket(admin.getAddress(), admin.getPort())) {
      socket
          .getOutputStream()
          .write(
              "GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.UTF_8));
      String text = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      String sample = name + "{listener=\"ci\",file=\"" + file + "\"} ";
      return text.lines()
          .filter(line -> line.startsWith(sample))
          .mapToLong(line -> Long.parseLong(line.substring(sample.length())))
          .findFirst()
          .orElseThrow(() -> new AssertionError(sample + "is not in\n" + text));
    }
  }

  @Test
  void successAndFailureAreLoggedThoughNobodyConnectsAndShownAsMetrics() throws Exception {
    String expiry = "drawbridge_certificate_expiry_timestamp_seconds";
    String stale = "drawbridge_certificate_stale";
    KeyFiles first = KeyFiles.make(directory, "first", "-keyalg", "EC", "-validity", "1");
    KeyFiles second = KeyFiles.make(directory, "second", "-keyalg", "EC", "-validity", "90");
    Path chain = directory.resolve("chain.pem");
    Path key = directory.resolve("key.pem");
    first.write(chain, key);
    try (Proxy proxy = start(chain, key)) {
      assertEquals(
          first.certificate().getNotAfter().toInstant().getEpochSecond(),
          gauge(proxy, expiry, chain));
      assertEquals(0, gauge(proxy, stale, chain));

      Files.writeString(key, "nonsense");
      String refused = next();
      assertTrue(
          refused.startsWith("ERROR listener ci: " + key + " holds no private key in PEM"),
          refused);
      assertTrue(refused.contains("stays in use") && refused.contains("mend the files"), refused);
      assertEquals(1, gauge(proxy, stale, chain));

      second.write(chain, key);
      String taken = next();
      assertTrue(
          taken.startsWith("INFO listener ci: the new certificate of " + chain + " is in use"),
          taken);
      assertEquals(0, gauge(proxy, stale, chain));
      assertEquals(
          second.certificate().getNotAfter().toInstant().getEpochSecond(),
          gauge(proxy, expiry, chain));
      assertEquals(List.of(), List.copyOf(lines), "each is told once");
    }
  }
}
