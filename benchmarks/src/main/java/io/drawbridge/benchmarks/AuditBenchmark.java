// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.benchmarks;

import io.drawbridge.audit.AuditLog;
import io.drawbridge.auth.Claims;
import io.drawbridge.auth.Identity;
import io.drawbridge.loop.Deadline;
import io.drawbridge.observe.Attempt;
import io.drawbridge.observe.RefusedException;
import io.drawbridge.observe.Stage;
import io.drawbridge.settings.AuditSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;

/**
 * How long does a client wait for its grant to be recorded? The wait ends when the kernel has the
 * record, or with {@code durability = "disk"} when the disk has it. Alone, and with 16 grants at
 * once, which share writes: then the score is the time of one of the 16.
 */
@BenchmarkMode(Mode.SampleTime)
public class AuditBenchmark extends StandardRun {
  private static final Path MEMORY = Path.of("/dev/shm");

  /** Where the file is. */
  public enum Place {
    /** In memory: what the audit itself costs. */
    MEMORY,
    /** In the directory for temporary files, until the kernel has it. */
    FILE,
    /** The same, until the disk has it. */
    DISK
  }

  /** Where the file is. */
  @Param public Place place;

  private Path directory;
  private AuditLog log;
  private Attempt grant;

  /** Opens a new file. */
  @Setup(Level.Iteration)
  public void open() throws IOException {
    if (place == Place.MEMORY && !Files.isWritable(MEMORY)) {
      throw new IOException("there is no writable " + MEMORY + ": leave out place=MEMORY");
    }
    Path parent = place == Place.MEMORY ? MEMORY : Path.of(System.getProperty("java.io.tmpdir"));
    directory = Files.createTempDirectory(parent, "drawbridge-audit");
    log =
        AuditLog.open(
            AuditSettings.to(directory.resolve("audit.jsonl")).disk(place == Place.DISK),
            Duration.ofSeconds(10),
            Set.of("project_id", "ref_protected"));
    grant = attempt();
  }

  private static Attempt attempt() {
    Claims claims =
        Claims.of(Map.of("project_id", "4217", "ref_protected", "true", "ref", "refs/heads/main"));
    Map<String, String> labels = Map.of("job", "302", "project", "my-group/my-project");
    return new Attempt(
        "0195f3c2a1b4-00000001",
        Instant.parse("2026-01-01T00:00:00Z"),
        "ci",
        new InetSocketAddress(InetAddress.getLoopbackAddress(), 40_000),
        false,
        Stage.RECORDING,
        Optional.empty(),
        "orders-db",
        "orders pipeline on protected branches",
        "gitlab",
        "granted",
        Optional.of(new Identity("https://gitlab.example.com", "job", claims, labels, Instant.MAX)),
        Claims.NONE,
        Optional.empty());
  }

  /** One grant after the other. */
  @Benchmark
  public void grantAlone() throws RefusedException {
    log.grant(grant, Deadline.after(Duration.ofSeconds(10)));
  }

  /** Sixteen sessions at once. */
  @Benchmark
  @Threads(16)
  public void grantsAtOnce() throws RefusedException {
    log.grant(grant, Deadline.after(Duration.ofSeconds(10)));
  }

  /** Removes the file. */
  @TearDown(Level.Iteration)
  public void close() throws IOException {
    log.close();
    Files.delete(directory.resolve("audit.jsonl"));
    Files.delete(directory);
  }
}
