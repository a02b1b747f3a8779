// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.dial;

import io.drawbridge.common.AddressLiteral;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The IPv4 addresses inside IPv6 addresses of the transition mechanisms. A translator on the way
 * would take packets there, so that a forbidden address could be reached under another spelling.
 */
final class EmbeddedAddresses {
  private EmbeddedAddresses() {}

  /** Every IPv4 address the address carries; none for an IPv4 address (mapped ones are that). */
  static List<InetAddress> in(InetAddress address) {
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
    for (int i = 0; i < prefix.length; i++) {
      if ((bytes[i] & 0xff) != prefix[i]) {
        return false;
      }
    }
    return true;
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
    byte[] quad = Arrays.copyOfRange(bytes, from, from + 4);
    for (int i = 0; i < quad.length; i++) {
      quad[i] = (byte) ~quad[i];
    }
    return AddressLiteral.address(quad);
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
      if (bytes[at[0]] != 0) {
        found.add(
            AddressLiteral.address(
                new byte[] {bytes[at[0]], bytes[at[1]], bytes[at[2]], bytes[at[3]]}));
      }
    }
    return found;
  }
}
