// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.it.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drawbridge.it.harness.Await;
import io.drawbridge.it.harness.Command;
import io.drawbridge.it.harness.Configuration;
import io.drawbridge.it.harness.Gateway;
import io.drawbridge.it.harness.Home;
import io.drawbridge.it.harness.Ports;
import io.drawbridge.it.harness.Scene;
import io.drawbridge.it.harness.Tools;
import io.drawbridge.it.peer.Certificates;
import io.drawbridge.it.peer.Postgres;
import io.drawbridge.it.peer.StandInGitLab;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The README's commands and jobs do what it says, as they are printed. */
class ReadmeIT {
  private static final Document README = Document.of("README.md");
  private static final Duration LONG = Duration.ofSeconds(90);

  @TempDir Path directory;

  @Test
  void itsTwoCommandsAreTheDemoAndTheTests() {
    List<Document.Block> blocks = README.blocks("sh");
    assertEquals("./drawbridge demo\n", blocks.get(0).text());
    assertEquals("mvn -B verify\n", blocks.get(1).text(), "which is what runs this test");
    assertEquals(3, blocks.size(), "each of them is run here");
    Command.Result demo =
        Command.of("sh", "-euc", blocks.get(0).text())
            .with("DRAWBRIDGE_JAVA", Home.java().toString())
            .in(Home.launcher().getParent())
            .within(LONG)
            .run();
    assertEquals(0, demo.exit(), demo.out() + demo.err());
    assertTrue(demo.out().contains("JOB_ENDED"), demo.out());
  }

  @Test
  void itsConfigurationIsCheckedAndServed() throws Exception {
    Certificates certificates = Certificates.create(directory, "gateway", "localhost");
    Files.createDirectory(directory.resolve("tls"));
    Files.createDirectory(directory.resolve("secrets"));
    Files.copy(certificates.certificate(), directory.resolve("tls/chain.pem"));
    Files.copy(certificates.key(), directory.resolve("tls/key.pem"));
    Path secret = Files.writeString(directory.resolve("secrets/gitlab-read-api"), "glpat-test");
    Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
    Files.writeString(
        directory.resolve("drawbridge.toml"),
        README
            .block("toml", "[[listener]]")
            .text()
            .replace("0.0.0.0:8443", "127.0.0.1:" + Ports.free())
            .replace("127.0.0.1:9443", "127.0.0.1:" + Ports.free()));
    List<String> lines = README.blocks("sh").get(2).text().lines().toList();
    int last = lines.size() - 1;
    for (String line : lines.subList(0, last)) {
      Command.Result result = shell("sh", "-euc", line).run();
      assertEquals(0, result.exit(), line + result);
    }
    assertServes(lines.get(last));
  }

  private void assertServes(String line) throws Exception {
    Path out = directory.resolve("out");
    Path err = directory.resolve("err");
    Process serving = shell("sh", "-euc", "exec " + line).start(out, err);
    try {
      Await.until(
          Duration.ofSeconds(30),
          () -> "ready: " + line,
          () -> Files.readString(out).contains("drawbridge: ready"));
      serving.destroy();
      assertTrue(serving.waitFor(20, TimeUnit.SECONDS), "it ends when told to");
      assertEquals(0, serving.exitValue(), Files.readString(err));
    } finally {
      serving.destroyForcibly();
    }
  }

  private Command shell(String... words) {
    return Command.of(words)
        .with("PATH", Document.searchPath())
        .with("DRAWBRIDGE_JAVA", Home.java().toString())
        .in(directory)
        .within(LONG);
  }

  @Test
  void itsJobWithConnectMigratesTheDatabase() throws IOException {
    Tools.require("psql");
    assertMigrates(README.blocks("yaml").get(0));
  }

  @Test
  void itsJobWithoutJavaMigratesTheDatabase() throws IOException {
    Tools.require(List.of("psql", "pg_isready", "socat", "timeout"));
    assertEquals(2, README.blocks("yaml").size(), "each of them is run here");
    assertMigrates(README.blocks("yaml").get(1));
  }

  /** Runs a job's script against a gateway with TLS that asks for its job. */
  private void assertMigrates(Document.Block job) throws IOException {
    Path work = Files.createDirectory(directory.resolve("job"));
    Files.writeString(
        work.resolve("migrate.sql"), "create table orders as select generate_series(1, 42) n;");
    Certificates certificates = Certificates.create(directory, "gateway", "localhost");
    try (Postgres postgres = Postgres.start();
        StandInGitLab gitlab = new StandInGitLab()) {
      postgres.query("create database orders");
      Configuration configuration =
          Scene.withGitLab(directory, gitlab, "api-token", postgres.port());
      try (Gateway gateway = Gateway.start(Scene.withTls(configuration, certificates))) {
        String token = gitlab.idToken(gitlab.job(Scene.PROJECT), Scene.AUDIENCE).text();
        int local = Ports.free();
        String script = script(job, gateway, postgres, local);
        Command.Result result =
            shell("bash", "-ec", script)
                .in(work)
                .with("HOME", work.toString())
                .with("DRAWBRIDGE_TOKEN", token)
                .with("PGUSER", "postgres")
                .with("PGPORT", "" + local)
                // The authorities of the machine, as a job's image has them.
                .with("SSL_CERT_FILE", certificates.certificate().toString())
                .with("DRAWBRIDGE_JAVA_OPTS", trust(directory.resolve("gateway.p12")))
                .run();
        assertEquals(0, result.exit(), script + "\n" + result + "\n" + gateway.printed());
        assertTrue(result.out().contains("SELECT 42"), result.toString());
        gateway.scanForSecrets(List.of(token));
      }
    }
  }

  private static String trust(Path store) {
    return "-Djavax.net.ssl.trustStorePassword=changeit -Djavax.net.ssl.trustStore=" + store;
  }

  /** A job's lines as its runner's shell gets them, with this test's names and ports. */
  private static String script(Document.Block job, Gateway gateway, Postgres postgres, int local) {
    StringBuilder script = new StringBuilder("trap 'kill $(jobs -p) 2>/dev/null || true' EXIT\n");
    for (String line : JobLines.of(job.text())) {
      if (line.startsWith("apt-get ")) {
        assertTrue(line.contains("socat") && line.contains("postgresql-client"), line);
      } else {
        script.append(line).append('\n');
      }
    }
    int tls = Ports.free();
    return script
        .toString()
        .replace("drawbridge.example.com:8443", "localhost:" + gateway.tlsPort())
        .replace("orders-db:5432", "orders-db:" + postgres.port())
        .replace("TCP-LISTEN:5432", "TCP-LISTEN:" + local)
        .replace("TCP-LISTEN:7000", "TCP-LISTEN:" + tls)
        .replace("proxyport=7000", "proxyport=" + tls);
  }
}
