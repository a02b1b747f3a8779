// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.benchmarks.compare.contender;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.drawbridge.benchmarks.Certificate;
import io.drawbridge.benchmarks.compare.load.ByteExchange;
import io.drawbridge.benchmarks.compare.load.ConnectionLoad;
import io.drawbridge.benchmarks.compare.load.Handshake;
import io.drawbridge.benchmarks.compare.load.LoadTarget;
import java.nio.file.Path;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is compared with Drawbridge's handshakes are handshakes. */
@Timeout(60)
class HaproxyTest {
  @TempDir Path directory;

  /** How many connections the target gets from 20 handshakes. */
  private static int dialled(
      LoadTarget target, RunningContender haproxy, Entrance tls, Certificate certificate)
      throws Exception {
    // So that it has dialled for those that asked whether it is up.
    new ByteExchange(haproxy.plain()).make();
    int before = target.accepted();
    ConnectionLoad.Exchange handshake =
        Handshake.of(tls, certificate, false, new LongAdder()).apply(0);
    for (int i = 0; i < 20; i++) {
      handshake.make();
    }
    // HAProxy has one thread: when this one has been through, it has done what it had to before.
    new ByteExchange(haproxy.plain()).make();
    return target.accepted() - before - 1;
  }

  @Test
  void aHandshakeDialsNothing() throws Exception {
    assumeTrue(Programs.find("haproxy").isPresent(), "there is no HAProxy here");
    try (LoadTarget target = LoadTarget.start()) {
      Certificate certificate = Certificate.make(directory);
      Setup setup = new Setup(directory, directory, target.address(), certificate, 1, 100, 1);
      try (RunningContender haproxy = Haproxy.start(Contender.HAPROXY, setup, "")) {
        assertEquals(0, dialled(target, haproxy, haproxy.handshake(), certificate));
        assertTrue(dialled(target, haproxy, haproxy.tls(), certificate) > 0, "seen if it does");
      }
    }
  }
}
