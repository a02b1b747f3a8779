// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drawbridge.it.harness.Await;
import io.drawbridge.it.harness.Baseline;
import io.drawbridge.it.harness.Client;
import io.drawbridge.it.harness.Debugger;
import io.drawbridge.it.harness.Gateway;
import io.drawbridge.it.harness.Ports;
import io.drawbridge.it.harness.Scene;
import io.drawbridge.it.peer.CiJob;
import io.drawbridge.it.peer.StandInGitLab;
import io.drawbridge.it.peer.Target;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every thread that the promise hangs on fails once, wherever it is, under load: all tunnels end
 * with their jobs all the same, new ones are let in, and nothing is left behind.
 */
@Timeout(120)
class ThreadFaultsIT {
  private static final String LOOPS = "drawbridge-loop-";
  private static final String POLLS = "drawbridge-liveness";
  private static final String QUESTIONS = "liveness-";
  private static final String AUDIT = "drawbridge-audit";
  private static final String NAMES = "drawbridge-names-";
  private static final String PLUGINS = "plugin-";
  private static final String EVERY =
      LOOPS + "|" + POLLS + "|" + QUESTIONS + "|" + AUDIT + "|" + NAMES + "|" + PLUGINS;

  private static final String NAMED = "named-target";
  private static final int JOBS = 4;
  private static final int TUNNELS_OF_A_JOB = 4;

  /** The interval of 1 s, the turn that failed, the call, and what a machine under load adds. */
  private static final Duration BOUND = Duration.ofSeconds(6);

  private static final Duration SOON = Duration.ofSeconds(20);

  @TempDir Path directory;
  private StandInGitLab gitlab;
  private Target echo;
  private Gateway gateway;
  private Debugger debugger;
  private ExecutorService load;

  @BeforeEach
  void start() {
    gitlab = new StandInGitLab();
    echo = Target.echo();
    int port = Ports.free();
    // A target with a name: it is looked up for every tunnel.
    gateway =
        Gateway.start(
            Scene.withGitLab(directory, gitlab, "api-token", echo.port())
                .block(
                    "[[target]]\nname = \"%s\"\naddress = \"localhost:%d\"\nloopback = true\n"
                        .formatted(NAMED, echo.port()))
                .rule(
                    NAMED,
                    NAMED,
                    "auth = \"gitlab\"",
                    "when = { project_id = \"" + Scene.PROJECT + "\" }"),
            Debugger.option(port));
    debugger = Debugger.attach(port);
    load = Executors.newVirtualThreadPerTaskExecutor();
  }

  @AfterEach
  void stop() {
    load.shutdownNow();
    debugger.close();
    gateway.close();
    gitlab.close();
    echo.close();
  }

  private Client tunnel(CiJob job) throws IOException {
    Client client = gateway.client();
    String token = gitlab.idToken(job, Scene.AUDIENCE).text();
    assertEquals(200, client.connectTo(NAMED, token).status(), gateway::printed);
    return client;
  }

  /** Sends and reads until the tunnel breaks off; when that was. */
  private static long play(Client client) {
    try (client) {
      while (client.send("x").readByte() == 'x') {
        Thread.onSpinWait();
      }
    } catch (IOException | UncheckedIOException _) {
      // Reset: that is how a tunnel ends when its job does.
      return System.nanoTime();
    }
    return System.nanoTime();
  }

  /** Whether a job of its own is let in: one that asks too often would have to wait. */
  private boolean opens() {
    try (Client client = gateway.client()) {
      String token = gitlab.idToken(gitlab.job(Scene.PROJECT), Scene.AUDIENCE).text();
      return client.connectTo(NAMED, token).status() == 200;
    } catch (IOException | UncheckedIOException _) {
      return false;
    }
  }

  /** Comes and goes, so that every pool has work. */
  private void visit() {
    while (!Thread.currentThread().isInterrupted()) {
      opens();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {LOOPS, POLLS, QUESTIONS, AUDIT, NAMES, PLUGINS, EVERY})
  void tunnelsEndWithTheirJobsThoughAThreadFailed(String name) throws Exception {
    Await.until(SOON, () -> "a first tunnel\n" + gateway.printed(), this::opens);
    Baseline before = gateway.baseline();
    List<CiJob> jobs = new ArrayList<>();
    List<Future<Long>> ends = new ArrayList<>();
    for (int i = 0; i < JOBS; i++) {
      jobs.add(gitlab.job(Scene.PROJECT));
      for (int k = 0; k < TUNNELS_OF_A_JOB; k++) {
        Client client = tunnel(jobs.get(i));
        ends.add(load.submit(() -> play(client)));
      }
    }
    Future<?> visitor = load.submit(this::visit);
    List<String> threads = debugger.threads(name);
    assertFalse(threads.isEmpty(), "no thread is called " + name);
    debugger.strike(threads, SOON);
    Await.until(SOON, () -> "a new tunnel\n" + gateway.printed(), this::opens);
    Await.until(SOON, () -> "ready again", () -> gateway.get("/readyz").statusCode() == 200);
    long begin = System.nanoTime();
    jobs.forEach(job -> job.become("canceled"));
    for (Future<Long> end : ends) {
      long took = end.get(60, TimeUnit.SECONDS) - begin;
      assertTrue(took < BOUND.toNanos(), () -> took / 1_000_000 + " ms\n" + gateway.printed());
    }
    visitor.cancel(true);
    gateway.assertBaseline(before);
  }
}
