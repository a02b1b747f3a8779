// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.admin;

import java.util.Locale;
import java.util.Set;

/**
 * Which {@code Host} headers (RFC 9110 §7.2) are answered: names of loopback only. A web page that
 * points its own name at 127.0.0.1 (DNS rebinding) sends its own name here, and learns nothing.
 */
final class HostNames {
  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

  private HostNames() {}

  static boolean allows(String header) {
    if (header == null) {
      return false;
    }
    int behind = header.startsWith("[") ? header.indexOf(']') + 1 : header.indexOf(':');
    int end = behind <= 0 ? header.length() : behind;
    String port = header.substring(end);
    boolean fits =
        port.isEmpty()
            || port.length() > 1
                && port.startsWith(":")
                && port.chars().skip(1).allMatch(c -> c >= '0' && c <= '9');
    return fits && LOOPBACK.contains(header.substring(0, end).toLowerCase(Locale.ROOT));
  }
}
