// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.dial;

import io.drawbridge.auth.Credentials;
import io.drawbridge.auth.Secret;
import io.drawbridge.observe.Refusal;
import io.drawbridge.observe.RefusedException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/** The bytes of a {@code CONNECT} request to a gateway. They hold secrets: overwrite after use. */
final class ConnectRequest {
  private static final Pattern TOKEN68 = Pattern.compile("[A-Za-z0-9._~+/-]+=*");
  private static final String END = "\r\n";

  private ConnectRequest() {}

  /**
   * The request.
   *
   * @param port none asks for the target's own port
   * @throws RefusedException BAD_REQUEST if a credential cannot be sent in a head: a line break in
   *     it would forge a field
   */
  static byte[] bytes(String target, OptionalInt port, boolean check, Credentials credentials)
      throws RefusedException {
    String authority = port.isPresent() ? target + ":" + port.getAsInt() : target;
    StringBuilder head = new StringBuilder(4096);
    head.append("CONNECT ").append(authority).append(" HTTP/1.1").append(END);
    head.append("Host: ").append(authority).append(END);
    if (credentials.token().isPresent()) {
      head.append("Proxy-Authorization: ").append(authorization(credentials.token().get()));
      head.append(END);
    }
    for (String name : credentials.companionNames()) {
      head.append("Drawbridge-Credential: ").append(name).append(' ');
      head.append(companion(name, credentials.companion(name).orElseThrow())).append(END);
    }
    if (check) {
      head.append("Drawbridge-Intent: check").append(END);
    }
    return head.append(END).toString().getBytes(StandardCharsets.US_ASCII);
  }

  private static String authorization(Secret token) throws RefusedException {
    String text = token.reveal();
    if (TOKEN68.matcher(text).matches()) {
      return "Bearer " + text;
    }
    if (text.isEmpty() || text.chars().anyMatch(Character::isISOControl)) {
      throw new RefusedException(
          Refusal.BAD_REQUEST, "the token is empty or has a line break or control character in it");
    }
    byte[] pair = ("token:" + text).getBytes(StandardCharsets.UTF_8);
    return "Basic " + Base64.getEncoder().encodeToString(pair);
  }

  private static String companion(String name, Secret value) throws RefusedException {
    if (!TOKEN68.matcher(value.reveal()).matches()) {
      throw new RefusedException(
          Refusal.BAD_REQUEST, "the credential " + name + " has characters that cannot be sent");
    }
    return value.reveal();
  }
}
