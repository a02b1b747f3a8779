// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drawbridge.it.harness.Await;
import io.drawbridge.it.harness.Baseline;
import io.drawbridge.it.harness.Client;
import io.drawbridge.it.harness.Command;
import io.drawbridge.it.harness.Gateway;
import io.drawbridge.it.harness.Scene;
import io.drawbridge.it.peer.CiJob;
import io.drawbridge.it.peer.StandInGitLab;
import io.drawbridge.it.peer.Target;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A gateway that may open nothing more: tunnels end with their jobs all the same, nobody is let in
 * who could not be watched, and with descriptors again it goes on as before.
 */
@Timeout(120)
class DescriptorsTakenIT {
  /** The interval of 1 s, the grace of 3 s, and what a machine under load adds. */
  private static final Duration BOUND = Duration.ofSeconds(8);

  private static final Duration SOON = Duration.ofSeconds(20);

  @TempDir Path directory;
  private StandInGitLab gitlab;
  private Target echo;
  private Gateway gateway;

  @BeforeEach
  void start() {
    gitlab = new StandInGitLab();
    echo = Target.echo();
    gateway = Gateway.start(Scene.withGitLab(directory, gitlab, "api-token", echo.port()));
  }

  @AfterEach
  void stop() {
    gateway.close();
    gitlab.close();
    echo.close();
  }

  private int status(Client client, CiJob job) throws IOException {
    return client.connectTo(Scene.TARGET, gitlab.idToken(job, Scene.AUDIENCE).text()).status();
  }

  private boolean opens() {
    try (Client client = gateway.client().timeout(2_000)) {
      return status(client, gitlab.job(Scene.PROJECT)) == 200;
    } catch (IOException | UncheckedIOException _) {
      return false;
    }
  }

  private void descriptors(int most) {
    Command.of("prlimit", "--pid", "" + gateway.pid(), "--nofile=" + most + ":").run().good();
  }

  private int open() throws IOException {
    try (Stream<Path> all = Files.list(Path.of("/proc/" + gateway.pid() + "/fd"))) {
      return (int) all.count();
    }
  }

  @Test
  void tunnelsEndWithTheirJobsAndNobodyIsLetInMeanwhile() throws IOException {
    Await.until(SOON, () -> "a first tunnel\n" + gateway.printed(), this::opens);
    Baseline before = gateway.baseline();
    List<CiJob> jobs = List.of(gitlab.job(Scene.PROJECT), gitlab.job(Scene.PROJECT));
    List<Client> tunnels = new ArrayList<>();
    for (CiJob job : jobs) {
      tunnels.add(gateway.client());
      assertEquals(200, status(tunnels.getLast(), job), gateway::printed);
    }
    descriptors(open());
    assertTrue(!opens(), "a client was let in without a descriptor");
    jobs.getFirst().become("canceled");
    assertGone(tunnels.getFirst());
    descriptors(4_096);
    Await.until(SOON, () -> "a new tunnel\n" + gateway.printed(), this::opens);
    jobs.getLast().become("canceled");
    assertGone(tunnels.getLast());
    tunnels.forEach(Client::close);
    gateway.assertBaseline(before);
  }

  private void assertGone(Client tunnel) throws IOException {
    tunnel.timeout((int) BOUND.toMillis());
    IOException end = assertThrows(IOException.class, tunnel::readByte, "a reset");
    assertTrue(!(end instanceof java.net.SocketTimeoutException), gateway::printed);
  }
}
