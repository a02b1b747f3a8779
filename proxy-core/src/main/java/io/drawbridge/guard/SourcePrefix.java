// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.guard;

import java.net.InetAddress;

/**
 * Whom an address counts as where sources have shares: an IPv4 address itself, an IPv6 address with
 * all others of its /64, since one host may use any number of those (RFC 4862 §5.5, RFC 8981).
 * Comparable, so that chosen addresses cannot make a hash table slow.
 *
 * @param bits the first 64 bits of the address, or the 32 that there are
 * @param six whether it is of IPv6
 */
public record SourcePrefix(long bits, boolean six) implements Comparable<SourcePrefix> {
  /** That of an address. */
  public static SourcePrefix of(InetAddress address) {
    byte[] bytes = address.getAddress();
    long bits = 0;
    for (int i = 0; i < Math.min(8, bytes.length); i++) {
      bits = bits << 8 | bytes[i] & 0xff;
    }
    return new SourcePrefix(bits, bytes.length > 4);
  }

  @Override
  public int compareTo(SourcePrefix other) {
    int kind = Boolean.compare(six, other.six);
    return kind != 0 ? kind : Long.compare(bits, other.bits);
  }

  /** {@code 192.0.2.1/32} or {@code 2001:db8:0:1::/64}. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (int shift = six ? 48 : 24; shift >= 0; shift -= six ? 16 : 8) {
      text.append(
          six ? Long.toHexString(bits >> shift & 0xffff) : Long.toString(bits >> shift & 0xff));
      text.append(six ? ":" : shift > 0 ? "." : "/32");
    }
    return six ? text.append(":/64").toString() : text.toString();
  }
}
