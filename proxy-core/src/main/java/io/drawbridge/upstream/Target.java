// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.upstream;

import io.drawbridge.auth.InvalidSettingsException;
import io.drawbridge.leg.TlsTrust;
import io.drawbridge.settings.TargetSettings;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
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
  public record Tls(SSLContext context, String serverName) {}

  /** Copies the ports. */
  public Target {
    ports = Set.copyOf(ports);
  }

  /**
   * The target that these settings say, with whom it trusts.
   *
   * @throws InvalidSettingsException if a file of authorities cannot be used
   */
  public static Target of(TargetSettings said) throws InvalidSettingsException {
    // Through a gateway the name alone travels, and any port may be asked for.
    int port = Math.max(1, said.port());
    Set<Integer> ports = new TreeSet<>(said.ports());
    ports.add(port);
    Optional<Tls> tls = Optional.empty();
    if (said.encryption().isPresent()) {
      TargetSettings.Tls how = said.encryption().get();
      tls = Optional.of(new Tls(context(said, how), how.serverName().orElse(said.host())));
    }
    return new Target(
        said.name(), said.host(), port, ports, said.loopback(), tls, said.maxTunnels());
  }

  private static SSLContext context(TargetSettings said, TargetSettings.Tls how)
      throws InvalidSettingsException {
    try {
      return switch (how.trust()) {
        case TargetSettings.Platform() -> TlsTrust.platform();
        case TargetSettings.Authorities(var file) -> TlsTrust.of(file);
        case TargetSettings.Own(var context) -> context;
      };
    } catch (IOException e) {
      throw new InvalidSettingsException("target." + said.name() + ".tls: " + e.getMessage());
    }
  }
}
