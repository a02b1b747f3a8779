// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.door;

import io.drawbridge.observe.Refusal;
import io.drawbridge.observe.RefusedException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The first line of a {@code CONNECT} request (RFC 9112 §3).
 *
 * @param target what stands between the method and the version, not yet judged
 * @param minor 1 for HTTP/1.1, 0 for HTTP/1.0, which ncat, socat and openssl send
 */
record RequestLine(String target, int minor) {
  private static final Pattern LINE = Pattern.compile("([^ ]+) ([^ ]+) HTTP/([0-9])\\.([0-9])");

  /**
   * Reads the line.
   *
   * @throws RefusedException BAD_REQUEST if it is not a line of HTTP/1.1 or HTTP/1.0, METHOD if it
   *     asks for anything but a tunnel: this is no forward proxy. Methods have a case (RFC 9110
   *     §9.1), so {@code connect} is another method.
   */
  static RequestLine parse(String line) throws RefusedException {
    Matcher matcher = LINE.matcher(line);
    if (!matcher.matches()
        || !matcher.group(1).chars().allMatch(HttpHead::isTokenCharacter)
        || matcher.group(4).charAt(0) > '1'
        || !matcher.group(3).equals("1")) {
      throw new RefusedException(Refusal.BAD_REQUEST, "not a request of HTTP/1.1 or HTTP/1.0");
    }
    if (!matcher.group(1).equals("CONNECT")) {
      throw new RefusedException(
          Refusal.METHOD, "this is a tunnel gateway: only CONNECT is served");
    }
    return new RequestLine(matcher.group(2), matcher.group(4).charAt(0) - '0');
  }
}
