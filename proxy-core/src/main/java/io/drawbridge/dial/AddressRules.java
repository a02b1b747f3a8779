// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.dial;

import io.drawbridge.common.AddressLiteral;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Which addresses are never dialled, whatever a name resolves to. Private addresses are not among
 * them: reaching those is what the gateway is for. Immutable; safe for concurrent use.
 */
public final class AddressRules {
  /** Where clouds hand out their machines' own credentials, beyond the link-local addresses. */
  private static final Set<InetAddress> METADATA =
      Set.of(
          literal("100.100.100.200"), // Alibaba Cloud
          literal("168.63.129.16"), // Azure
          literal("192.0.0.192"), // Oracle Cloud
          literal("fd20:ce::254")); // Google Cloud

  /** Whole prefixes that clouds keep for that: EC2 and EKS Pod Identity; Scaleway. 32 bits each. */
  private static final Set<Integer> METADATA_PREFIXES = Set.of(0xfd00_0ec2, 0xfd00_0042);

  private final Supplier<Collection<InetSocketAddress>> own;

  /**
   * Rules.
   *
   * @param own the addresses this gateway listens on now; asked at every dial
   */
  public AddressRules(Supplier<Collection<InetSocketAddress>> own) {
    this.own = Objects.requireNonNull(own, "own");
  }

  private static InetAddress literal(String text) {
    return AddressLiteral.parse(text).orElseThrow();
  }

  /**
   * Why the address must not be dialled; empty if it may be. An IPv4 address inside an IPv6 address
   * is judged as well, and may never be a loopback one: nobody means that.
   *
   * @param loopbackAllowed whether the target says that its address is a loopback one
   */
  public Optional<String> forbids(InetAddress address, int port, boolean loopbackAllowed) {
    Optional<String> reason = reason(address, port, loopbackAllowed);
    for (InetAddress inner : EmbeddedAddresses.in(address)) {
      if (reason.isEmpty()) {
        reason = reason(inner, port, false).map(text -> "inside it " + text);
      }
    }
    return reason;
  }

  private Optional<String> reason(InetAddress address, int port, boolean loopbackAllowed) {
    if (address.isAnyLocalAddress() || isThisNetwork(address)) {
      return Optional.of("an unspecified address");
    }
    if (address.isLoopbackAddress() && !loopbackAllowed) {
      return Optional.of("a loopback address");
    }
    if (address.isLinkLocalAddress()) {
      return Optional.of("a link-local address");
    }
    if (address.isMulticastAddress()) {
      return Optional.of("a multicast address");
    }
    if (isReserved(address)) {
      return Optional.of("a reserved or broadcast address");
    }
    if (address.isSiteLocalAddress() && address instanceof Inet6Address) {
      return Optional.of("a site-local address");
    }
    if (METADATA.contains(address) || METADATA_PREFIXES.contains(prefix(address))) {
      return Optional.of("a metadata service");
    }
    return isOwn(address, port) ? Optional.of("this gateway's own listener") : Optional.empty();
  }

  /** 0.0.0.0/8 (RFC 1122 §3.2.1.3); Linux takes a connect to 0.0.0.0 to itself. */
  private static boolean isThisNetwork(InetAddress address) {
    return address instanceof Inet4Address && address.getAddress()[0] == 0;
  }

  /** 240.0.0.0/4, with the broadcast address at its end (RFC 1112 §4, RFC 6890 §2.2.2). */
  private static boolean isReserved(InetAddress address) {
    return address instanceof Inet4Address && (address.getAddress()[0] & 0xf0) == 0xf0;
  }

  /** The first 32 bits. Only IPv6 prefixes are looked up by it: none of them is an IPv4 address. */
  private static int prefix(InetAddress address) {
    return address instanceof Inet6Address ? ByteBuffer.wrap(address.getAddress()).getInt() : 0;
  }

  private boolean isOwn(InetAddress address, int port) {
    for (InetSocketAddress listener : own.get()) {
      if (listener.getPort() == port
          && (listener.getAddress().equals(address)
              || (listener.getAddress().isAnyLocalAddress() && isOfThisMachine(address)))) {
        return true;
      }
    }
    return false;
  }

  private static boolean isOfThisMachine(InetAddress address) {
    try {
      return address.isLoopbackAddress() || NetworkInterface.getByInetAddress(address) != null;
    } catch (SocketException _) {
      // Not to know must not open what knowing would have closed.
      return true;
    }
  }
}
