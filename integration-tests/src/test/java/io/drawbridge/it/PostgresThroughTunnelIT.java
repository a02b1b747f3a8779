// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drawbridge.it.harness.AuditTrail.Entry;
import io.drawbridge.it.harness.Await;
import io.drawbridge.it.harness.Baseline;
import io.drawbridge.it.harness.Command;
import io.drawbridge.it.harness.Gateway;
import io.drawbridge.it.harness.Scene;
import io.drawbridge.it.harness.Tools;
import io.drawbridge.it.peer.Certificates;
import io.drawbridge.it.peer.CiJob;
import io.drawbridge.it.peer.Postgres;
import io.drawbridge.it.peer.StandInGitLab;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A job with GitLab's token reaches a real PostgreSQL: connect, TLS, gateway, database. */
class PostgresThroughTunnelIT {
  private static final Duration LONG = Duration.ofMinutes(2);
  private static final long LEAST_BYTES = 200_000_000;

  @TempDir static Path directory;
  private static Certificates certificates;
  private static StandInGitLab gitlab;
  private static Postgres database;
  private static Gateway gateway;
  private static CiJob job;

  @BeforeAll
  static void start() {
    certificates = Certificates.create(directory, "tls", Scene.TARGET);
    gitlab = new StandInGitLab();
    database = Postgres.start(certificates);
    gateway =
        Gateway.start(
            Scene.withTls(
                Scene.withGitLab(directory, gitlab, "api-token", database.port()), certificates));
    job = gitlab.job(Scene.PROJECT);
  }

  @AfterAll
  static void stop() {
    gateway.scanForSecrets(gitlab.secrets());
    gateway.close();
    database.close();
    gitlab.close();
  }

  /** Runs a shell line in the job, behind {@code connect}. */
  private static Command.Result inJob(String line) {
    List<String> words =
        new ArrayList<>(
            List.of(
                "connect",
                "--gateway",
                "localhost:" + gateway.tlsPort(),
                "--ca",
                certificates.certificate().toString(),
                "--target",
                Scene.TARGET,
                "--",
                "sh",
                "-ec",
                line));
    return Command.drawbridge(words.toArray(String[]::new))
        .with("DRAWBRIDGE_TOKEN", gitlab.idToken(job, Scene.AUDIENCE).text())
        .with("PGUSER", "postgres")
        .with("PGDATABASE", "postgres")
        .with("PGSSLROOTCERT", certificates.certificate().toString())
        .within(LONG)
        .run();
  }

  @Test
  void psqlAnswersAndItsExitCodeComesBack() {
    Tools.require("psql");
    assertEquals(
        "42", inJob("psql -XAtqc 'select 6 * 7'").good().out().strip().lines().toList().getLast());
    assertEquals(1, inJob("psql -XAtqc 'select nonsense from nowhere'").exit());
  }

  /**
   * Goodbyes inside the database's own TLS cross, and more often where processes wait for a turn.
   */
  @Test
  void ninetyNineOfAHundredShortSessionsAreCalledCompleted() {
    Tools.require("psql");
    List<Entry> before = gateway.audit().entries();
    for (String sslmode : List.of("disable", "require")) {
      Command.Result ran =
          inJob(
                  "export PGSSLMODE=%s; seq 80 | xargs -P 8 -I{} psql -XAtqc 'select {}'"
                      .formatted(sslmode))
              .good();
      assertEquals(80, ran.out().lines().filter(line -> line.matches("[0-9]+")).count());
      assertTrue(ran.err().lines().filter(line -> line.contains("broken")).count() <= 1, ran.err());
    }
    // connect closes its tunnels before it ends; the last records may be on their way.
    Supplier<Map<String, Long>> reasons =
        () ->
            gateway.audit().entries().stream()
                .filter(entry -> entry.isClose() && !before.contains(entry))
                .collect(Collectors.groupingBy(Entry::reason, Collectors.counting()));
    Await.until(
        Duration.ofSeconds(20),
        () -> "all closes: " + reasons.get(),
        () -> reasons.get().values().stream().mapToLong(n -> n).sum() >= 2 * 80);
    // One in a hundred may wait longer for its turn than the gateway hears it out.
    long others = reasons.get().values().stream().mapToLong(n -> n).sum();
    others -= reasons.get().getOrDefault("COMPLETED", 0L);
    assertTrue(others <= 2, reasons.get().toString());
  }

  @Test
  void pgbenchWithEightClientsRunsTenSeconds() {
    Tools.require("pgbench");
    Baseline before = gateway.baseline();
    String out =
        inJob(
                "pgbench -i -q -s 2 && PGSSLMODE=disable pgbench -c 8 -j 2 -T 10 && pgbench -S -C"
                    + " -T 2")
            .good()
            .out();
    assertTrue(out.contains("number of failed transactions: 0 (0.000%)"), out);
    gateway.assertBaseline(before);
  }

  @Test
  void twoHundredMegabytesComeOutAndGoInUnchanged() throws IOException {
    Tools.require("psql");
    database.query(
        "create table big as select g, repeat(md5(g::text), 32) as t"
            + " from generate_series(1, 200000) g");
    database.query("create table copied (like big)");
    for (String sslmode : List.of("disable", "verify-full")) {
      Path direct = directory.resolve("direct-" + sslmode);
      Path tunnelled = directory.resolve("tunnelled-" + sslmode);
      inJob(
              "export PGSSLMODE=%s; psql -XAtqc '\\copy big to %s' -c 'truncate copied' -c '\\copy copied from %s'"
                  .formatted(sslmode, tunnelled, tunnelled))
          .good();
      Command.of(
              Tools.require("psql").toString(),
              "-XAtqc",
              "\\copy copied to " + direct,
              "postgresql://postgres@127.0.0.1:" + database.port() + "/postgres")
          .within(LONG)
          .run()
          .good();
      assertTrue(Files.size(tunnelled) >= LEAST_BYTES, Files.size(tunnelled) + " bytes");
      assertEquals(sum(tunnelled), sum(direct), sslmode);
      assertEquals(
          "0", database.query("select count(*) from (table big except table copied) differing"));
      Files.delete(direct);
      Files.delete(tunnelled);
    }
  }

  private static long sum(Path file) throws IOException {
    CRC32C sum = new CRC32C();
    byte[] buffer = new byte[1 << 16];
    try (InputStream in = Files.newInputStream(file)) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        sum.update(buffer, 0, n);
      }
    }
    return sum.getValue();
  }

  @Test
  void verifyFullSeesTheDatabasesOwnNameAndCertificate() {
    Tools.require("psql");
    String answer =
        inJob(
                "PGSSLMODE=verify-full psql -XAtqc"
                    + " 'select ssl from pg_stat_ssl where pid = pg_backend_pid()'")
            .good()
            .out();
    assertEquals("t", answer.strip().lines().toList().getLast());
  }
}
