// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drawbridge.it.harness.AuditTrail.Entry;
import io.drawbridge.it.harness.Baseline;
import io.drawbridge.it.harness.Client;
import io.drawbridge.it.harness.Gateway;
import io.drawbridge.it.harness.Scene;
import io.drawbridge.it.peer.Certificates;
import io.drawbridge.it.peer.Target;
import java.nio.file.Path;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Bulk between plain legs goes through the kernel's pipes, everything else and everywhere else is
 * copied; whichever way, every byte arrives, and the close record says which way it went.
 */
class SpliceIT {
  private static final int BULK = 48 << 20;
  private static final String SPLICED = "bytes_spliced";

  @TempDir Path directory;

  /** Sends bulk to an echo and back, and tells the close record. */
  private static Entry echoed(Gateway gateway, Client client, int count) throws Exception {
    client.connectTo(Scene.TARGET, Scene.TOKEN);
    byte[] sent = new byte[count];
    new SplittableRandom(7).nextBytes(sent);
    FutureTask<Void> sender =
        new FutureTask<>(
            () -> {
              client.out().write(sent);
              client.out().flush();
              return null;
            });
    Thread.ofPlatform().daemon().start(sender);
    byte[] received = client.in().readNBytes(count);
    sender.get();
    assertTrue(java.util.Arrays.equals(sent, received), "every byte, in order");
    client.close();
    Entry closed = gateway.audit().await(Duration.ofSeconds(10), "the end", Entry::isClose);
    assertEquals(count, closed.number("bytes_up"));
    assertEquals(count, closed.number("bytes_down"));
    return closed;
  }

  @Test
  void bulkOnPlainLegsIsSplicedAndTheRecordSaysSo() throws Exception {
    try (Target echo = Target.echo();
        Gateway gateway = Gateway.start(Scene.withSecret(directory, echo))) {
      Baseline before = gateway.baseline();
      long spliced = echoed(gateway, gateway.client(), BULK).number(SPLICED);
      assertTrue(spliced > BULK, spliced + " of " + 2 * BULK);
      assertEquals(spliced, gateway.metrics().sum("drawbridge_bytes_spliced_total"));
      gateway.assertBaseline(before);
    }
  }

  @Test
  void littleIsCopied() throws Exception {
    try (Target echo = Target.echo();
        Gateway gateway = Gateway.start(Scene.withSecret(directory, echo))) {
      assertEquals(0, echoed(gateway, gateway.client(), 20_000).number(SPLICED));
    }
  }

  @Test
  void aLegWithTlsIsCopied() throws Exception {
    Certificates certificates = Certificates.create(directory, "tls", "gateway");
    try (Target echo = Target.echo();
        Gateway gateway =
            Gateway.start(Scene.withTls(Scene.withSecret(directory, echo), certificates));
        Client client = Client.tls(gateway.tlsPort(), certificates.trusting(), "TLSv1.3")) {
      assertEquals(0, echoed(gateway, client, BULK).number(SPLICED));
    }
  }

  @Test
  void switchedOffEverythingIsCopied() throws Exception {
    try (Target echo = Target.echo();
        Gateway gateway =
            Gateway.start(Scene.withSecret(directory, echo).set("relay", "splice", "false"))) {
      assertEquals(0, echoed(gateway, gateway.client(), BULK).number(SPLICED));
      assertEquals(0, gateway.metrics().gauge("drawbridge_pipes_open"));
    }
  }

  @Test
  void withoutNativeAccessItCopiesAndDoesNotComplain() throws Exception {
    try (Target echo = Target.echo();
        Gateway gateway = Gateway.startWithoutManifest(Scene.withSecret(directory, echo))) {
      assertEquals(0, echoed(gateway, gateway.client(), BULK).number(SPLICED));
      assertFalse(gateway.printed().contains("restricted method"), gateway.printed());
    }
  }
}
