// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.upstream;

import io.drawbridge.settings.TargetSettings;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import javax.net.ssl.SSLContext;

/**
 * A service someone may be let reach.
 *
 * @param name what clients call it: letters, digits, hyphens and dots, at most 253 characters
 * @param host the name or address that is dialled
 * @param port the port when none is asked for
 * @param ports every port that may be asked for, {@code port} among them
 * @param loopback whether its address may be a loopback one
 * @param tls how its leg is encrypted, if it is
 * @param maxTunnels how many tunnels to it may be open at once, if bounded
 */
public record Target(
    String name,
    String host,
    int port,
    Set<Integer> ports,
    boolean loopback,
    Optional<Tls> tls,
    OptionalInt maxTunnels) {
  /**
   * Encryption of the leg to the target.
   *
   * @param context whom it trusts
   * @param serverName the name its certificate must have
   */
  public record Tls(SSLContext context, String serverName) {
    /** Checks that nothing is missing. */
    public Tls {
      Objects.requireNonNull(context, "context");
      Objects.requireNonNull(serverName, "serverName");
    }
  }

  /** Checks name and ports. */
  public Target {
    Objects.requireNonNull(host, "host");
    if (!TargetSettings.isName(name)) {
      throw new IllegalArgumentException(
          "a target's name is letters, digits, hyphens and dots: " + name);
    }
    ports = Set.copyOf(ports);
    if (!ports.contains(port) || ports.stream().anyMatch(p -> p < 1 || p > 65_535)) {
      throw new IllegalArgumentException("a port is 1 to 65535, and the address's is among ports");
    }
  }
}
