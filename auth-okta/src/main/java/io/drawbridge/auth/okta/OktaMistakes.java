// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.auth.okta;

import io.drawbridge.auth.jwt.Mistakes;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The tokens of an Okta organisation that are no access tokens of the one custom authorization
 * server, or none that whoever holds them may use: those of the organisation's own server, ID
 * tokens, and tokens bound to a key.
 */
record OktaMistakes(String issuer) implements Mistakes {
  /** What {@code typ} may be. Okta sends none; a server before it may (RFC 9068, section 2.1). */
  static final Set<String> TYPES = Set.of("jwt", "at+jwt", "application/at+jwt");

  /** What only ID tokens have (OpenID Connect Core 1.0, section 2). */
  private static final List<String> OF_ID_TOKENS = List.of("amr", "at_hash", "nonce");

  private static final String ID_TOKEN_JTI = "ID.";
  private static final String ORGANISATION_TYPE = "okta-internal-at+jwt";

  /** The organisation's own server is called by the domain alone. */
  private String organisation() {
    return issuer.substring(0, issuer.indexOf("/oauth2/"));
  }

  @Override
  public Optional<String> ofIssuer(String other) {
    return other.equals(organisation()) || other.equals(organisation() + "/")
        ? Optional.of(ofOrganisation())
        : Optional.empty();
  }

  private String ofOrganisation() {
    return ("the token is from the organisation's own authorization server, %s; what it says is for"
            + " Okta alone and cannot be relied on here: ask for a token at %s/v1/token")
        .formatted(organisation(), issuer);
  }

  @Override
  public Optional<String> ofPurpose(Map<String, Object> header, Map<String, Object> claims) {
    if (header.get("typ") instanceof String typ) {
      String type = typ.toLowerCase(Locale.ROOT);
      if (type.endsWith(ORGANISATION_TYPE)) {
        return Optional.of(ofOrganisation());
      }
      if (!TYPES.contains(type)) {
        return Optional.of(
            "the token's type (typ) is not that of an access token: send the access token");
      }
    }
    if (claims.containsKey("cnf")) {
      // RFC 9449, section 7: taken without proof of the key, a stolen one would do.
      return Optional.of(
          "the token is bound to a key (cnf), which cannot be proven here: turn DPoP off for this"
              + " client");
    }
    for (String name : OF_ID_TOKENS) {
      if (claims.containsKey(name)) {
        return idToken("it has " + name);
      }
    }
    if (claims.get("jti") instanceof String jti && jti.startsWith(ID_TOKEN_JTI)) {
      return idToken("its jti begins with " + ID_TOKEN_JTI);
    }
    Object client = claims.get("cid");
    Object audience = claims.get("aud");
    boolean forClient =
        client != null
            && (client.equals(audience)
                || audience instanceof List<?> list && list.contains(client));
    return forClient ? idToken("its audience is its client") : Optional.empty();
  }

  private static Optional<String> idToken(String mark) {
    return Optional.of(
        "the token is an ID token ("
            + mark
            + "), made for the client alone: send the access token");
  }
}
