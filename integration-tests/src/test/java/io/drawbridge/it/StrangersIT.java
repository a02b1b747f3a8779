// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drawbridge.it.harness.Await;
import io.drawbridge.it.harness.Baseline;
import io.drawbridge.it.harness.Client;
import io.drawbridge.it.harness.Command;
import io.drawbridge.it.harness.Gateway;
import io.drawbridge.it.harness.Scene;
import io.drawbridge.it.harness.Tools;
import io.drawbridge.it.peer.Target;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Crowds that say nothing take neither the gateway's time nor its descriptors from a job. */
class StrangersIT {
  private static final int CROWD = 1_000;

  @TempDir Path directory;

  private static void jobIsServed(Gateway gateway) throws IOException {
    try (Client job = Client.plain(Scene.anotherSource(), gateway.port(), 0)) {
      long begin = System.nanoTime();
      assertEquals(200, job.connectTo(Scene.TARGET, Scene.TOKEN).status());
      assertEquals('x', job.send("x").readByte());
      long millis = (System.nanoTime() - begin) / 1_000_000;
      assertTrue(millis < 2_000, "served in " + millis + " ms");
    }
  }

  @Test
  void aCrowdFromOneAddressDoesNotKeepAJobOut() throws IOException {
    List<Client> crowd = new ArrayList<>();
    try (Target echo = Target.echo();
        Gateway gateway =
            Gateway.start(
                Scene.withSecret(directory, echo)
                    .limit("strangers", "300")
                    .limit("strangers_per_source", "100")
                    .deadline("head", "3s"))) {
      jobIsServed(gateway);
      Baseline before = gateway.baseline();
      try {
        for (int i = 0; i < CROWD; i++) {
          crowd.add(Client.plain("127.0.0.99", gateway.port(), 0));
          if (i % 200 == 0) {
            jobIsServed(gateway);
          }
        }
        // Whoever gave way is counted until its thread has noticed.
        Await.until(
            Duration.ofSeconds(5),
            () -> "one source holds no more than its share",
            () -> gateway.metrics().gauge("drawbridge_sessions_negotiating") <= 100);
        jobIsServed(gateway);
      } finally {
        crowd.forEach(Client::close);
      }
      gateway.assertBaseline(before);
    }
  }

  @Test
  void aCrowdFromManyAddressesDoesNotKeepAJobOut() throws IOException {
    List<Client> crowd = new ArrayList<>();
    try (Target echo = Target.echo();
        Gateway gateway =
            Gateway.start(
                Scene.withSecret(directory, echo)
                    .limit("strangers", "300")
                    .limit("strangers_per_source", "100")
                    .deadline("head", "3s"))) {
      try {
        for (int i = 0; i < CROWD; i++) {
          crowd.add(Client.plain("127.0.0." + (50 + i % 20), gateway.port(), 0));
          if (i % 200 == 0) {
            jobIsServed(gateway);
          }
        }
        jobIsServed(gateway);
      } finally {
        crowd.forEach(Client::close);
      }
    }
  }

  @Test
  void outOfDescriptorsTheListenerLivesAndServesAgain() throws IOException {
    String prlimit = Tools.require("prlimit").toString();
    List<Client> crowd = new ArrayList<>();
    try (Target echo = Target.echo();
        Gateway gateway = Gateway.start(Scene.withSecret(directory, echo))) {
      jobIsServed(gateway);
      int few = gateway.baseline().descriptors() + 40;
      Command.of(prlimit, "--pid", "" + gateway.pid(), "--nofile=" + few + ":").run().good();
      try {
        for (int i = 0; i < 120; i++) {
          crowd.add(Client.plain("127.0.0." + (50 + i % 20), gateway.port(), 0));
        }
      } catch (UncheckedIOException _) {
        // Not let in is as good as kept waiting.
      }
      crowd.forEach(Client::close);
      Await.until(
          Duration.ofSeconds(15),
          () -> "it serves again\n" + gateway.printed(),
          () -> {
            try (Client job = Client.plain(Scene.anotherSource(), gateway.port(), 0)) {
              return job.connectTo(Scene.TARGET, Scene.TOKEN).status() == 200;
            } catch (IOException | UncheckedIOException _) {
              return false;
            }
          });
    }
  }
}
