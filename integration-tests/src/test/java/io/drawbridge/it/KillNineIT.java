// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drawbridge.it.harness.Answer;
import io.drawbridge.it.harness.AuditTrail.Entry;
import io.drawbridge.it.harness.Client;
import io.drawbridge.it.harness.Configuration;
import io.drawbridge.it.harness.Gateway;
import io.drawbridge.it.harness.Scene;
import io.drawbridge.it.peer.Target;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Killed at any moment, the gateway has recorded every grant that a client was told of. */
class KillNineIT {
  private static final int KILLS = 50;
  private static final int CLIENTS = 4;

  private final Set<String> told = ConcurrentHashMap.newKeySet();

  @Test
  void noGrantThatWasAnsweredIsLost(@TempDir Path directory) throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    try (Target echo = Target.echo()) {
      Configuration configuration = Scene.withSecret(directory, echo);
      for (int i = 0; i < KILLS; i++) {
        try (Gateway gateway =
            Gateway.start(configuration, "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")) {
          load(gateway, random.nextInt(250_000_000));
        }
      }
      try (Gateway last = Gateway.start(configuration)) {
        assertTrue(told.size() > KILLS, "enough was granted to prove something: " + told.size());
        check(last.audit().entries(), seed);
      }
    }
  }

  /** Opens tunnels from several clients until the gateway is killed. */
  private void load(Gateway gateway, int nanos) throws InterruptedException {
    try (ExecutorService clients = Executors.newFixedThreadPool(CLIENTS)) {
      for (int c = 0; c < CLIENTS; c++) {
        clients.execute(() -> visit(gateway));
      }
      LockSupport.parkNanos(20_000_000L + nanos);
      gateway.kill();
      clients.shutdown();
      assertTrue(clients.awaitTermination(30, TimeUnit.SECONDS));
    }
  }

  private void visit(Gateway gateway) {
    boolean keep = false;
    try {
      while (true) {
        Client client = gateway.client();
        Answer answer = client.connectTo(Scene.TARGET, Scene.TOKEN);
        assertEquals(200, answer.status());
        told.add(answer.session());
        // Every other tunnel is still open when the end comes.
        keep = !keep;
        if (!keep) {
          client.close();
        }
      }
    } catch (IOException | UncheckedIOException _) {
      // Killed: that is when this client is done.
    }
  }

  private void check(List<Entry> entries, long seed) {
    Map<String, Integer> grants = new HashMap<>();
    Map<String, Integer> closes = new HashMap<>();
    int lost = 0;
    for (Entry entry : entries) {
      if (entry.isGrant()) {
        grants.merge(entry.session(), 1, Integer::sum);
      } else if (entry.isClose()) {
        closes.merge(entry.session(), 1, Integer::sum);
        lost += entry.reason().equals("GATEWAY_LOST") ? 1 : 0;
      }
    }
    String context = " (seed " + seed + ")";
    for (String session : told) {
      assertEquals(1, grants.getOrDefault(session, 0), "grants of " + session + context);
    }
    grants.forEach(
        (session, count) -> {
          assertEquals(1, count, "grants of " + session + context);
          assertEquals(1, closes.getOrDefault(session, 0), "closes of " + session + context);
        });
    assertTrue(lost > 0, "some were open when it was killed" + context);
  }
}
