// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drawbridge.it.harness.Baseline;
import io.drawbridge.it.harness.Client;
import io.drawbridge.it.harness.Gateway;
import io.drawbridge.it.harness.Scene;
import io.drawbridge.it.peer.Target;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An idle tunnel costs its objects and nothing else: 5,000 of them fit into a heap of 256 MiB. */
class IdleTunnelsIT {
  private static final int TUNNELS = 5_000;
  private static final int AT_ONCE = 16;

  @Test
  void fiveThousandOfThem(@TempDir Path directory) throws Exception {
    List<Client> clients = new ArrayList<>();
    try (Target echo = Target.echo();
        Gateway gateway =
            Gateway.start(
                Scene.withSecret(directory, echo)
                    .limit("tunnels_per_principal", "6000")
                    .limit("tunnels_per_job", "6000"),
                "-Xmx256m",
                "-XX:MaxDirectMemorySize=64m")) {
      gateway.tunnel(Scene.TARGET, Scene.TOKEN).close();
      Baseline before = gateway.baseline();
      try {
        clients.addAll(open(gateway));
        assertEquals(TUNNELS, gateway.metrics().gauge("drawbridge_tunnels_open"));
        assertEquals(0, gateway.metrics().gauge(Gateway.BUFFERS), "idle tunnels hold no buffer");
        long resident = gateway.residentBytes();
        assertTrue(resident < 600L << 20, "resident " + (resident >> 20) + " MiB");
        long busy = gateway.cpuNanosWithin(Duration.ofSeconds(1));
        assertTrue(busy < 300_000_000L, "idle, it computed " + busy + " ns in a second");
        for (int i = 0; i < TUNNELS; i += 97) {
          assertEquals('x', clients.get(i).send("x").readByte(), "tunnel " + i);
        }
      } finally {
        clients.forEach(Client::close);
      }
      gateway.assertBaseline(before);
    }
  }

  private static List<Client> open(Gateway gateway) throws Exception {
    List<Client> clients = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE)) {
      List<Callable<Client>> openings = new ArrayList<>();
      for (int i = 0; i < TUNNELS; i++) {
        openings.add(() -> gateway.tunnel(Scene.TARGET, Scene.TOKEN));
      }
      for (Future<Client> opened : threads.invokeAll(openings)) {
        clients.add(opened.get());
      }
    }
    return clients;
  }
}
