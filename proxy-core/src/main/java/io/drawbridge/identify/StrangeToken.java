// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.identify;

import io.drawbridge.auth.Credentials;
import io.drawbridge.auth.Secret;
import io.drawbridge.guard.Redaction;
import io.drawbridge.json.JsonLimits;
import io.drawbridge.json.JsonReader;
import io.drawbridge.json.MalformedJsonException;
import java.util.Base64;
import java.util.Optional;

/**
 * What can be told about credentials that no authenticator knows. A JSON Web Token (RFC 7519) names
 * its issuer, and the usual cause is a token of another one.
 */
final class StrangeToken {
  /** As long as the largest head that a listener can be given. */
  private static final JsonLimits LIMITS = new JsonLimits(64 * 1024, 10, 40);

  /** In characters: an address of a web server is shorter, and what follows stays readable. */
  private static final int LONGEST_ISSUER = 200;

  private StrangeToken() {}

  /** One sentence for whoever presented them. */
  static String explain(Credentials presented) {
    return presented
        .token()
        .flatMap(StrangeToken::issuer)
        .map(
            issuer ->
                "the token's issuer \""
                    + Redaction.mask(issuer, LONGEST_ISSUER)
                    + "\" is not one that is accepted here")
        .orElse(
            "the credentials are of no kind that is accepted here; send the token that was issued"
                + " for this gateway");
  }

  private static Optional<String> issuer(Secret token) {
    String[] parts = token.reveal().split("\\.", 4);
    if (parts.length != 3 || parts[1].length() > LIMITS.length()) {
      return Optional.empty();
    }
    try {
      byte[] claims = Base64.getUrlDecoder().decode(parts[1]);
      return JsonReader.readObject(claims, LIMITS).get("iss") instanceof String issuer
          ? Optional.of(issuer)
          : Optional.empty();
    } catch (MalformedJsonException | IllegalArgumentException _) {
      return Optional.empty();
    }
  }
}
