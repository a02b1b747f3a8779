// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.benchmarks;

import io.drawbridge.auth.InvalidSettingsException;
import io.drawbridge.auth.Located;
import io.drawbridge.config.TomlReader;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * How long does reading a configuration take, and does ten times the rules take ten times as long
 * and no more? A reload reads all of it while the gateway serves.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class TomlBenchmark {
  private static final String HEAD =
      """
      [[listener]]
      name    = "ci"
      address = "0.0.0.0:8443"   # every interface
      door    = "http-connect"
      tls     = { certificate = "tls/chain.pem", key = "tls/key.pem" }

      [auth.gitlab]
      type     = "gitlab-oidc"
      issuer   = "https://gitlab.example.com"
      audience = "https://drawbridge.example.com"
      liveness = { mode = "api-token", token = { file = "secrets/gitlab-read-api" } }
      """;

  private static final String RULE =
      """

      [[rule]]
      name    = "orders pipeline of project %d"
      to      = ["orders-db", "orders-cache"]
      when    = { project_id = "%d", ref_protected = "true", ref = ["main", "release/*"] }
      limits  = { lifetime = "1h", idle = "10m", tunnels_per_job = 8 }
      """;

  /** How many rules. */
  @Param({"1", "100", "1000"})
  public int rules;

  private byte[] document;

  /** Created by JMH. */
  public TomlBenchmark() {}

  /** Writes the document. */
  @Setup
  public void prepare() {
    StringBuilder text = new StringBuilder(HEAD);
    for (int i = 1; i <= rules; i++) {
      text.append(RULE.formatted(i, i));
    }
    document = text.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** From bytes to located values. */
  @Benchmark
  public Map<String, Located> read() throws InvalidSettingsException {
    return TomlReader.read("drawbridge.toml", document);
  }
}
