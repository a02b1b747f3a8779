// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.door;

import io.drawbridge.observe.Refusal;
import io.drawbridge.observe.RefusedException;
import io.drawbridge.upstream.Target;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/**
 * A name with a port, as in a {@code CONNECT} request or a {@code Host} field (RFC 9110 §7.2,
 * §9.3.6). The RFC demands the port; here it may be left out, which means the port that the target
 * was configured with. Addresses in brackets, user names and paths are refused: a client asks for a
 * named target.
 *
 * @param name the target's name, as written
 * @param port the port, if one was written
 */
record Authority(String name, OptionalInt port) {
  private static final Pattern PORT = Pattern.compile("[1-9][0-9]{0,4}");

  /**
   * Reads {@code NAME} or {@code NAME:PORT}.
   *
   * @throws RefusedException BAD_REQUEST if it is anything else, a port with a sign, a leading zero
   *     or beyond 65535 included
   */
  static Authority parse(String text) throws RefusedException {
    int colon = text.indexOf(':');
    String name = colon < 0 ? text : text.substring(0, colon);
    if (!Target.isName(name)) {
      throw new RefusedException(
          Refusal.BAD_REQUEST, "ask for NAME or NAME:PORT: NAME is letters, digits, '-' and '.'");
    }
    return new Authority(
        name, colon < 0 ? OptionalInt.empty() : OptionalInt.of(port(text.substring(colon + 1))));
  }

  private static int port(String text) throws RefusedException {
    int port = PORT.matcher(text).matches() ? Integer.parseInt(text) : 0;
    if (port < 1 || port > 65_535) {
      throw new RefusedException(Refusal.BAD_REQUEST, "a port is a number from 1 to 65535");
    }
    return port;
  }

  /**
   * Whether a {@code Host} field says the same: the same name without case, and the same port or
   * none. Clients leave out a port there that they take for a default one.
   */
  boolean agreesWith(Authority host) {
    return name.equalsIgnoreCase(host.name) && (host.port.isEmpty() || host.port.equals(port));
  }
}
