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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.IntStream;

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
    this.own = own;
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
    return reason(address, port, loopbackAllowed)
        .or(
            () ->
                embedded(address).stream()
                    .flatMap(inner -> reason(inner, port, false).stream())
                    .map(text -> "inside it " + text)
                    .findFirst());
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
    return own.get().stream()
        .filter(listener -> listener.getPort() == port)
        .map(InetSocketAddress::getAddress)
        .anyMatch(
            bound ->
                bound.equals(address) || bound.isAnyLocalAddress() && isOfThisMachine(address));
  }

  private static boolean isOfThisMachine(InetAddress address) {
    try {
      return address.isLoopbackAddress() || NetworkInterface.getByInetAddress(address) != null;
    } catch (SocketException _) {
      // Not to know must not open what knowing would have closed.
      return true;
    }
  }

  /**
   * Every IPv4 address inside an IPv6 address of the transition mechanisms; none for an IPv4
   * address (mapped ones are that). A translator on the way would take packets there, so that a
   * forbidden address could be reached under another spelling.
   */
  private static List<InetAddress> embedded(InetAddress address) {
    if (!(address instanceof Inet6Address)) {
      return List.of();
    }
    byte[] bytes = address.getAddress();
    List<InetAddress> found = new ArrayList<>();
    if (hasPrefix(bytes, 0x20, 0x02)) {
      found.add(quad(bytes, 2)); // 6to4, RFC 3056 §2
    }
    if (hasPrefix(bytes, 0x20, 0x01, 0, 0)) {
      found.add(quad(bytes, 4)); // Teredo server and, inverted, client, RFC 4380 §4
      found.add(inverted(bytes, 12));
    }
    if (hasPrefix(bytes, 0, 0x64, 0xff, 0x9b, 0, 1)) {
      found.addAll(localTranslations(bytes));
    } else if (hasPrefix(bytes, 0, 0x64, 0xff, 0x9b)) {
      found.add(quad(bytes, 12)); // NAT64, RFC 6052 §2.1
    }
    if (isCompatible(bytes) || isTranslated(bytes) || isIsatap(bytes)) {
      found.add(quad(bytes, 12));
    }
    return found;
  }

  private static boolean hasPrefix(byte[] bytes, int... prefix) {
    return IntStream.range(0, prefix.length).allMatch(i -> (bytes[i] & 0xff) == prefix[i]);
  }

  /** IPv4-compatible, RFC 4291 §2.5.5.1; {@code ::} and {@code ::1} are addresses of their own. */
  private static boolean isCompatible(byte[] bytes) {
    return hasPrefix(bytes, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
        && (bytes[12] != 0 || bytes[13] != 0 || bytes[14] != 0 || (bytes[15] & 0xff) > 1);
  }

  /** IPv4-translated, {@code ::ffff:0:a.b.c.d}, RFC 2765 §2.1. */
  private static boolean isTranslated(byte[] bytes) {
    return hasPrefix(bytes, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0, 0);
  }

  /** ISATAP's interface identifier, RFC 5214 §6.1, with the universal bit set or not. */
  private static boolean isIsatap(byte[] bytes) {
    return (bytes[8] & 0xfd) == 0
        && bytes[9] == 0
        && bytes[10] == 0x5e
        && (bytes[11] & 0xff) == 0xfe;
  }

  private static InetAddress quad(byte[] bytes, int from) {
    return AddressLiteral.address(Arrays.copyOfRange(bytes, from, from + 4));
  }

  private static InetAddress inverted(byte[] bytes, int from) {
    int inverted = ~ByteBuffer.wrap(bytes).getInt(from);
    return AddressLiteral.address(ByteBuffer.allocate(4).putInt(inverted).array());
  }

  /**
   * The prefix for networks' own translators (RFC 8215) does not say how much of it is prefix:
   * every reading of RFC 6052 §2.2 counts (byte 8 is left out in them), but for the ones that come
   * out as 0.x.x.x because they read another one's zeros.
   */
  private static List<InetAddress> localTranslations(byte[] bytes) {
    int[][] readings = {{6, 7, 9, 10}, {7, 9, 10, 11}, {9, 10, 11, 12}, {12, 13, 14, 15}};
    List<InetAddress> found = new ArrayList<>();
    for (int[] at : readings) {
      byte[] quad = {bytes[at[0]], bytes[at[1]], bytes[at[2]], bytes[at[3]]};
      if (quad[0] != 0) {
        found.add(AddressLiteral.address(quad));
      }
    }
    return found;
  }
}
