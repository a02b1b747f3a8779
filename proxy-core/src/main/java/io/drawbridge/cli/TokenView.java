// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.cli;

import io.drawbridge.auth.Secret;
import io.drawbridge.json.JsonLimits;
import io.drawbridge.json.JsonReader;
import io.drawbridge.json.MalformedJsonException;
import java.io.PrintStream;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/** Shows what a JSON Web Token says of itself (RFC 7519), never its signature. */
final class TokenView {
  private static final List<String> TIMES = List.of("iat", "nbf", "exp");

  private TokenView() {}

  /** Prints header and claims; a token of another kind is named as such. */
  static void print(Secret token, PrintStream out) {
    String[] parts = token.reveal().split("\\.", -1);
    if (parts.length != 3) {
      out.println("the token is not a JSON Web Token: it has no three parts");
      return;
    }
    try {
      part("header", parts[0], out);
      part("claims", parts[1], out);
    } catch (MalformedJsonException | IllegalArgumentException e) {
      out.println("the token cannot be read as a JSON Web Token: " + e.getMessage());
    }
  }

  private static void part(String name, String encoded, PrintStream out)
      throws MalformedJsonException {
    Map<String, Object> members =
        JsonReader.readObject(Base64.getUrlDecoder().decode(encoded), JsonLimits.STANDARD);
    out.println(name + ":");
    members.forEach((key, value) -> out.println("  " + key + " = " + text(key, value)));
  }

  private static String text(String key, Object value) {
    if (TIMES.contains(key) && value instanceof Long seconds && Math.abs(seconds) < 1L << 40) {
      return seconds + " (" + Instant.ofEpochSecond(seconds) + ")";
    }
    // A hostile token must not write escape sequences to the operator's terminal.
    return String.valueOf(value).replaceAll("\\p{Cntrl}", "?");
  }
}
