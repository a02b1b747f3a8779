// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.auth.jwt;

import io.drawbridge.common.HostPort;
import java.net.URI;

/** Which addresses may be asked at all. */
final class WebAddress {
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
        || "http".equalsIgnoreCase(uri.getScheme()) && new HostPort(uri.getHost(), 0).isLoopback();
  }
}
