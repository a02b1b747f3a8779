// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.benchmarks.compare.contender;

import io.drawbridge.benchmarks.Certificate;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What every contender of one work is started with.
 *
 * @param home the distribution of Drawbridge
 * @param directory where configuration, logs and audit go
 * @param target the one target behind the proxy
 * @param certificate of the TLS listeners
 * @param workers event loops, threads or worker processes
 * @param tunnels how many connections must be possible at once
 * @param rules how many rules Drawbridge has, of which the last decides
 */
public record Setup(
    Path home,
    Path directory,
    InetSocketAddress target,
    Certificate certificate,
    int workers,
    int tunnels,
    int rules) {
  /** The same with another number of rules. */
  public Setup withRules(int number) {
    return new Setup(home, directory, target, certificate, workers, tunnels, number);
  }

  /** Writes certificate and key into the directory, as one file of PEM. */
  Path pem() throws IOException {
    return Files.writeString(directory.resolve("tls.pem"), certificate.pem());
  }

  /** The same in another directory. */
  public Setup in(Path other) {
    return new Setup(home, other, target, certificate, workers, tunnels, rules);
  }
}
