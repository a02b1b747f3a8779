// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.auth.jwt;

import io.drawbridge.auth.Authentication.Reason;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What a token's header must say (RFC 8725, sections 3.1, 3.10 and 3.11). Where the token would
 * name its own key, or how to treat it, it is refused rather than ignored.
 */
final class HeaderCheck {
  private static final int LONGEST_KID = 256;
  private static final List<String> REFUSED =
      List.of("jku", "x5u", "jwk", "x5c", "crit", "b64", "zip", "enc");

  private HeaderCheck() {}

  /** The first fault, if there is one. */
  static Optional<Fault> check(Map<String, Object> header, TokenRules rules) {
    for (String name : REFUSED) {
      if (header.containsKey(name)) {
        return fault(
            Reason.MALFORMED, "the token's header has " + name + ", which is not accepted");
      }
    }
    if (!(header.get("alg") instanceof String alg) || !rules.algorithms().contains(alg)) {
      return fault(
          Reason.BAD_SIGNATURE,
          "the token's algorithm is "
              + Fault.quote(header.get("alg"))
              + "; accepted is "
              + String.join(", ", rules.algorithms().stream().sorted().toList()));
    }
    if (header.containsKey("typ")
        && !(header.get("typ") instanceof String typ
            && rules.types().contains(typ.toLowerCase(Locale.ROOT)))) {
      return fault(
          Reason.WRONG_PURPOSE,
          "the token is of type "
              + Fault.quote(header.get("typ"))
              + ", which is made for something else; send the job's ID token");
    }
    if (!(header.get("kid") instanceof String kid) || kid.isEmpty()) {
      return fault(Reason.UNKNOWN_KEY, "the token does not name its key (kid)");
    }
    if (kid.length() > LONGEST_KID || !kid.chars().allMatch(c -> c > 0x20 && c < 0x7f)) {
      return fault(Reason.MALFORMED, "the name of the token's key (kid) is not acceptable");
    }
    return Optional.empty();
  }

  private static Optional<Fault> fault(Reason reason, String explanation) {
    return Optional.of(new Fault(reason, explanation));
  }
}
