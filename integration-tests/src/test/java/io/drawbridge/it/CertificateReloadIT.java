// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drawbridge.it.harness.Await;
import io.drawbridge.it.harness.Client;
import io.drawbridge.it.harness.Gateway;
import io.drawbridge.it.harness.Scene;
import io.drawbridge.it.peer.Certificates;
import io.drawbridge.it.peer.Target;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A renewed certificate is used without a restart; a broken one is not. */
class CertificateReloadIT {
  private static final Duration SOON = Duration.ofSeconds(15);

  private static boolean trusted(Gateway gateway, Certificates certificates) {
    try (Client client = Client.tls(gateway.tlsPort(), certificates.trusting(), "TLSv1.3")) {
      return client.connectTo(Scene.TARGET, Scene.TOKEN).status() == 200;
    } catch (UncheckedIOException | IOException _) {
      return false;
    }
  }

  private static void replace(Certificates old, Certificates renewed) throws IOException {
    Files.copy(renewed.key(), old.key(), StandardCopyOption.REPLACE_EXISTING);
    Files.copy(renewed.certificate(), old.certificate(), StandardCopyOption.REPLACE_EXISTING);
  }

  @Test
  void newConnectionsGetTheNewOneAndOldTunnelsLive(@TempDir Path directory) throws IOException {
    Certificates used = Certificates.create(directory, "used", "gateway");
    Certificates first = Certificates.create(directory, "first", "gateway");
    Certificates second = Certificates.create(directory, "second", "gateway");
    replace(used, first);
    try (Target echo = Target.echo();
        Gateway gateway = Gateway.start(Scene.withTls(Scene.withSecret(directory, echo), used));
        Client tunnel = Client.tls(gateway.tlsPort(), first.trusting(), "TLSv1.3")) {
      assertEquals(200, tunnel.connectTo(Scene.TARGET, Scene.TOKEN).status());
      replace(used, second);
      Await.until(SOON, () -> "the new one is used", () -> trusted(gateway, second));
      assertThrows(
          UncheckedIOException.class,
          () -> Client.tls(gateway.tlsPort(), first.trusting(), "TLSv1.3"));
      assertEquals('x', tunnel.send("x").readByte());

      Files.writeString(used.certificate(), "-----BEGIN CERTIFICATE-----\nnonsense\n");
      Await.until(
          SOON,
          () -> "it complains though nobody connects\n" + gateway.printed(),
          () -> gateway.printed().contains("the certificate of before stays in use"));
      assertTrue(trusted(gateway, second));
      assertTrue(gateway.printed().contains("the new certificate of"), gateway.printed());
    }
  }
}
