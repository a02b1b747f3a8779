// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.auth.jwt;

import java.net.URI;
import java.util.Set;

/** Which addresses may be asked at all. */
final class WebAddress {
  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

  private WebAddress() {}

  /** Whether it is {@code https}, or {@code http} on loopback, without user, query or fragment. */
  static boolean isAcceptable(URI uri) {
    if (uri.getHost() == null
        || uri.getRawUserInfo() != null
        || uri.getRawQuery() != null
        || uri.getRawFragment() != null) {
      return false;
    }
    return "https".equalsIgnoreCase(uri.getScheme())
        || "http".equalsIgnoreCase(uri.getScheme()) && LOOPBACK.contains(uri.getHost());
  }
}
