// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.benchmarks;

import io.drawbridge.auth.InvalidSettingsException;
import io.drawbridge.auth.Located;
import io.drawbridge.config.TomlReader;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/**
 * How long does reading a configuration take, and does ten times the rules take ten times as long
 * and no more? A reload reads all of it while the gateway serves.
 */
public class TomlBenchmark extends StandardRun {
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
