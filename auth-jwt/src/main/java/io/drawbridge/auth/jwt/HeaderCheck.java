// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.auth.jwt;

import io.drawbridge.auth.Authentication.Reason;
import io.drawbridge.auth.jwt.Finding.Held;
import io.drawbridge.auth.jwt.Finding.Named;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a token's header must say (RFC 8725, sections 3.1, 3.10 and 3.11). Where the token would
 * name its own key, or how to treat it, it is refused rather than ignored.
 */
record HeaderCheck(Map<String, Object> header, TokenRules rules) {
  static final String ALGORITHM = "algorithm";
  static final String KEY_NAME = "key name";

  /** In characters; a name that is a digest of the key (RFC 7638) has 43. */
  private static final int LONGEST_KID = 256;

  private static final List<String> REFUSED =
      List.of("jku", "x5u", "jwk", "x5c", "crit", "b64", "zip", "enc");

  List<Named> all() {
    return List.of(
        new Named("header", this::parameters),
        new Named(ALGORITHM, this::algorithm),
        new Named("type", this::type),
        new Named(KEY_NAME, this::keyName));
  }

  private Finding parameters() {
    for (String name : REFUSED) {
      if (header.containsKey(name)) {
        return new Fault(
            Reason.MALFORMED, "the token's header has " + name + ", which is not accepted");
      }
    }
    return new Held(() -> "none of " + String.join(", ", REFUSED));
  }

  private Finding algorithm() {
    Object named = header.get("alg");
    if (named instanceof String alg && rules.algorithms().contains(alg)) {
      return new Held(() -> alg);
    }
    return new Fault(
        Reason.BAD_SIGNATURE,
        "the token's algorithm is %s; accepted is %s"
            .formatted(
                Fault.quote(named),
                String.join(", ", rules.algorithms().stream().sorted().toList())));
  }

  private Finding type() {
    if (!header.containsKey("typ")) {
      return new Held(() -> "not said, which is accepted");
    }
    Object named = header.get("typ");
    if (named instanceof String typ && rules.types().contains(typ.toLowerCase(Locale.ROOT))) {
      return new Held(() -> typ);
    }
    return new Fault(
        Reason.WRONG_PURPOSE,
        "the token is of type %s, which is made for something else; accepted is %s"
            .formatted(
                Fault.quote(named), String.join(", ", rules.types().stream().sorted().toList())));
  }

  private Finding keyName() {
    if (!(header.get("kid") instanceof String kid) || kid.isEmpty()) {
      return new Fault(Reason.UNKNOWN_KEY, "the token does not name its key (kid)");
    }
    if (kid.length() > LONGEST_KID || !kid.chars().allMatch(c -> c > 0x20 && c < 0x7f)) {
      return new Fault(Reason.MALFORMED, "the name of the token's key (kid) is not acceptable");
    }
    return new Held(() -> Fault.keyId(kid));
  }
}
