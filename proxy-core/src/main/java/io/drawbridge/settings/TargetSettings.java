// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.settings;

import java.nio.file.Path;
import java.util.Collection;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;

/**
 * One target, a table {@code target}: what a name stands for.
 *
 * @param name what clients call it: letters, digits, hyphens and dots, at most 253 characters (RFC
 *     1035 §2.3.4), as it travels where a host's name does
 * @param host the name or address that is dialled; empty where a gateway is asked, to which the
 *     target's name alone travels
 * @param port the port when none is asked for
 * @param ports further ports that may be asked for
 * @param loopback whether its address may be a loopback one
 * @param encryption how the leg to it is encrypted, if it is
 * @param maxTunnels how many tunnels to it may be open at once, if bounded
 */
public record TargetSettings(
    String name,
    String host,
    int port,
    Set<Integer> ports,
    boolean loopback,
    Optional<Tls> encryption,
    OptionalInt maxTunnels) {
  private static final Pattern NAME =
      Pattern.compile("[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?");

  /**
   * How the leg to a target is encrypted.
   *
   * @param trust whom it trusts
   * @param serverName the name the target's certificate must have, where that is not the host's
   */
  public record Tls(Trust trust, Optional<String> serverName) {}

  /** Whose certificates are trusted. */
  public sealed interface Trust {}

  /** The platform's authorities. */
  public record Platform() implements Trust {}

  /** The authorities of a PEM file, and no others. */
  public record Authorities(Path file) implements Trust {}

  /** What an embedder's context trusts. */
  public record Own(SSLContext context) implements Trust {}

  /** Refuses a name that is none, and ports and numbers out of range. */
  public TargetSettings {
    Bounds bounds = new Bounds("target." + name);
    bounds.require(
        isName(name),
        "name",
        "\"" + name + "\" is none: a target's name is letters, digits, hyphens and dots");
    ports = Set.copyOf(ports);
    bounds.check("port", port, 0, 65_535);
    for (int each : ports) {
      bounds.check("ports", each, 1, 65_535);
    }
    maxTunnels.ifPresent(most -> bounds.check("max_tunnels", most, 1, Bounds.MANY));
  }

  /** Whether the text can be a target's name. */
  public static boolean isName(String text) {
    return NAME.matcher(text).matches();
  }

  /** Without address, encryption or bounds. */
  public static TargetSettings named(String name) {
    return new TargetSettings(name, "", 0, Set.of(), false, Optional.empty(), OptionalInt.empty());
  }

  /** Dialled there, on that port when none is asked for. */
  public TargetSettings address(String to, int defaultPort) {
    return new TargetSettings(name, to, defaultPort, ports, loopback, encryption, maxTunnels);
  }

  /** With these further ports that may be asked for. */
  public TargetSettings ports(Collection<Integer> more) {
    return new TargetSettings(
        name, host, port, new TreeSet<>(more), loopback, encryption, maxTunnels);
  }

  /** Allowing that its address is a loopback one, or not. */
  public TargetSettings loopback(boolean allowed) {
    return new TargetSettings(name, host, port, ports, allowed, encryption, maxTunnels);
  }

  /** Encrypted; the certificate must be for the host's name, and of the platform's authorities. */
  public TargetSettings tls() {
    return trusting(new Platform());
  }

  /** Encrypted, trusting the certificate authorities of this PEM file only. */
  public TargetSettings tls(Path trusted) {
    return trusting(new Authorities(trusted));
  }

  /** Encrypted with a context of the embedder's own. */
  public TargetSettings tls(SSLContext own) {
    return trusting(new Own(own));
  }

  private TargetSettings trusting(Trust trust) {
    return encrypted(new Tls(trust, encryption.flatMap(Tls::serverName)));
  }

  /** Encrypted, with the name its certificate must have where that is not the host's. */
  public TargetSettings serverName(String expected) {
    return encrypted(
        new Tls(encryption.map(Tls::trust).orElseGet(Platform::new), Optional.of(expected)));
  }

  private TargetSettings encrypted(Tls how) {
    return new TargetSettings(name, host, port, ports, loopback, Optional.of(how), maxTunnels);
  }

  /** With that many tunnels to it at once. */
  public TargetSettings maxTunnels(int most) {
    OptionalInt bound = OptionalInt.of(most);
    return new TargetSettings(name, host, port, ports, loopback, encryption, bound);
  }

  /** Refuses what only all of it tells. */
  void check(boolean throughGateway) {
    Bounds bounds = new Bounds("target." + name);
    if (!throughGateway) {
      bounds.requireAddress(
          host, port, "it is missing: a host and a port like orders-db.internal:5432");
    }
  }
}
