// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.benchmarks.compare.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drawbridge.benchmarks.compare.contender.Entrance;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Exchanges are counted, and none that fails is lost. */
@Timeout(60)
class ConnectionLoadTest {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  private static void until(BooleanSupplier event) {
    while (!event.getAsBoolean()) {
      Thread.onSpinWait();
    }
  }

  @Test
  void exchangesAreCountedAndFailuresTold() throws Exception {
    InetSocketAddress closed;
    try (LoadTarget target = LoadTarget.start()) {
      closed = target.address();
      Entrance entrance = Entrance.open(target.address());
      ConnectionLoad load =
          ConnectionLoad.start(2, _ -> new ByteExchange(entrance), ConnectionLoad.END);
      until(() -> load.done() > 100);
      load.close();
      load.check();
      target.check();
      target.await(0, LIMIT);
      assertEquals(load.done(), target.accepted());
    }
    ConnectionLoad vain =
        ConnectionLoad.start(1, _ -> new ByteExchange(Entrance.open(closed)), ConnectionLoad.END);
    until(() -> vain.failed() > 0);
    vain.close();
    assertThrows(IOException.class, vain::check);
  }

  @Test
  void aDefectEndsAClientAndIsTold() throws Exception {
    ConnectionLoad load =
        ConnectionLoad.start(
            1,
            _ ->
                () -> {
                  throw new IllegalStateException("a defect");
                },
            ConnectionLoad.END);
    until(() -> load.failed() > 0);
    load.close();
    assertEquals(1, load.failed(), "it was not tried again");
    IOException told = assertThrows(IOException.class, load::check);
    assertEquals("a defect", told.getCause().getMessage());
  }

  @Test
  void aSilentProxyDoesNotHoldTheEndUp() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 8, InetAddress.getLoopbackAddress())) {
      Entrance entrance =
          Entrance.open(new InetSocketAddress(silent.getInetAddress(), silent.getLocalPort()));
      ConnectionLoad load =
          ConnectionLoad.start(2, _ -> new ByteExchange(entrance), Duration.ofMillis(50));
      silent.accept();
      silent.accept();
      load.close();
      assertThrows(IOException.class, load::check);
      assertEquals(0, load.done());
      assertTrue(load.failed() >= 2, "both: " + load.failed());
    }
  }
}
