// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.auth.jwt;

import io.drawbridge.auth.Authentication;
import io.drawbridge.auth.Claims;
import io.drawbridge.json.JsonLimits;
import io.drawbridge.json.JsonReader;
import io.drawbridge.json.MalformedJsonException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;

/** A token in JWS compact form (RFC 7515, section 7.1), read but not verified. */
record CompactToken(
    Map<String, Object> header, Map<String, Object> payload, byte[] signed, byte[] signature) {
  static final String FORMAT = "format";
  static final String ISSUER = "issuer";

  /**
   * In characters: the largest head that a listener can be given, 64 KiB. Which tokens are let in
   * below that is the listener's {@code max_head} to say; a user of 200 groups makes GitLab write
   * 13 KB.
   */
  static final int LONGEST = 64 * 1024;

  private static final Authentication NOT_MINE = new Authentication.NotMine();
  private static final JsonLimits LIMITS = new JsonLimits(LONGEST, 10, 40);

  sealed interface Reading {
    record Ours(CompactToken token) implements Reading {}

    /** Something else: which check says so, what that saw, and the answer. */
    record Other(String check, String detail, Authentication answer) implements Reading {}
  }

  /**
   * Reads a text that may be a token of the issuer. What no authenticator of signed tokens could
   * accept is refused here with a reason; what another one may know is passed on.
   */
  static Reading read(String text, String issuer, Mistakes mistakes) {
    if (text.length() > LONGEST) {
      // Checked before anything is decoded: the length is the one thing that costs nothing.
      String tooLong = "the token has " + text.length() + " characters; at most " + LONGEST;
      return text.startsWith("eyJ") ? malformed(tooLong, Claims.NONE) : unsigned();
    }
    String[] parts = text.split("\\.", -1);
    if (parts.length != 3) {
      return unsigned();
    }
    Map<String, Object> header = object(parts[0]);
    Map<String, Object> payload = object(parts[1]);
    if (payload == null) {
      return header != null && header.containsKey("alg")
          ? malformed("the token's payload is not readable; was it cut or masked?", Claims.NONE)
          : unsigned();
    }
    Claims claimed = Claims.of(payload);
    if (!issuer.equals(payload.get("iss"))) {
      return otherIssuer(payload.get("iss"), issuer, mistakes, claimed);
    }
    if (header == null) {
      return malformed("the token's header is not readable", claimed);
    }
    byte[] signature = decode(parts[2]);
    if (signature == null) {
      return malformed("the token's signature is not readable; was it cut?", claimed);
    }
    byte[] signed = (parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII);
    return new Reading.Ours(new CompactToken(header, payload, signed, signature));
  }

  /** An issuer that differs in a slash, case or scheme alone is a mistake, not another. */
  private static Reading otherIssuer(
      Object claimedIssuer, String issuer, Mistakes mistakes, Claims claimed) {
    if (!(claimedIssuer instanceof String other)) {
      return new Reading.Other(ISSUER, "the token names no issuer (iss)", NOT_MINE);
    }
    String both =
        "the token's issuer is %s, the configured one is %s"
            .formatted(Fault.quote(other), Fault.quote(issuer));
    if (bare(other).equals(bare(issuer)) || other.equals(URI.create(issuer).getHost())) {
      return wrongIssuer(both + "; they must be the same to the character", claimed);
    }
    return mistakes
        .ofIssuer(other)
        .map(told -> wrongIssuer(told, claimed))
        .orElseGet(() -> new Reading.Other(ISSUER, both, NOT_MINE));
  }

  private static Reading wrongIssuer(String told, Claims claimed) {
    Authentication answer = new Fault(Authentication.Reason.WRONG_ISSUER, told).with(claimed);
    return new Reading.Other(ISSUER, told, answer);
  }

  private static String bare(String issuer) {
    String lower = issuer.toLowerCase(Locale.ROOT);
    return lower.endsWith("/") ? lower.substring(0, lower.length() - 1) : lower;
  }

  private static Reading unsigned() {
    return new Reading.Other(
        FORMAT, "it is not a signed token: three parts in base64url with dots between", NOT_MINE);
  }

  private static Reading malformed(String explanation, Claims claimed) {
    Authentication answer = new Fault(Authentication.Reason.MALFORMED, explanation).with(claimed);
    return new Reading.Other(FORMAT, explanation, answer);
  }

  private static Map<String, Object> object(String part) {
    byte[] document = decode(part);
    if (document == null) {
      return null;
    }
    try {
      return JsonReader.readObject(document, LIMITS);
    } catch (MalformedJsonException _) {
      return null;
    }
  }

  /**
   * Decodes base64url without padding, and only its canonical form (RFC 4648, section 3.5): bits
   * that a decoder ignores would make a second text for the same token.
   */
  private static byte[] decode(String part) {
    try {
      byte[] decoded = Base64.getUrlDecoder().decode(part);
      String canonical = Base64.getUrlEncoder().withoutPadding().encodeToString(decoded);
      return canonical.equals(part) ? decoded : null;
    } catch (IllegalArgumentException _) {
      return null;
    }
  }

  @Override
  public String toString() {
    return "CompactToken[***]";
  }
}
