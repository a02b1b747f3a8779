// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.auth.aws;

import io.drawbridge.auth.Authentication;
import io.drawbridge.auth.Authentication.Reason;
import io.drawbridge.auth.Claims;
import io.drawbridge.auth.Secret;
import io.drawbridge.json.JsonLimits;
import io.drawbridge.json.JsonReader;
import io.drawbridge.json.MalformedJsonException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The values from which a signed GetCallerIdentity is built again: {@code aws1.} and JSON in
 * base64url. There is no address in it, no field's name and no body, so that whoever made it can
 * choose none of them. Each value has one shape, so that none can break out of its place.
 *
 * @param region whose STS it is signed for
 * @param date when it was signed, as {@code x-amz-date} says it
 * @param signedAt the same
 * @param key the name of the key that signed
 * @param audience which gateway it says it is for
 * @param nonce keeps two proofs of one second apart
 * @param session the token that belongs to a role's key
 * @param signature over all of it
 */
record CallerProof(
    String region,
    String date,
    Instant signedAt,
    String key,
    String audience,
    String nonce,
    Optional<Secret> session,
    String signature) {
  /** What every proof begins with. */
  static final String PREFIX = "aws1.";

  /**
   * In characters: the largest head that a listener can be given. AWS says that the length of a
   * session's token, the one long value in it, must not be relied on (STS API Reference).
   */
  private static final int LONGEST = 64 * 1024;

  private static final JsonLimits LIMITS = new JsonLimits(LONGEST, 1, 1);
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'", Locale.ROOT)
          .withResolverStyle(ResolverStyle.STRICT);

  /**
   * An audience can be sent as a field's value without a change; AWS writes one of up to 1,000
   * characters into a token (STS API Reference, GetWebIdentityToken).
   */
  static final Pattern AUDIENCE = Pattern.compile("[!-~]{1,1000}");

  /**
   * Members and their shapes; all but the session must be there. A key has 16 to 128 characters
   * (STS API Reference, Credentials).
   */
  private static final Map<String, Pattern> SHAPES = shapes();

  /** What reading gave. */
  sealed interface Reading {
    /** A proof of this kind. */
    record Ours(CallerProof proof) implements Reading {}

    /** Something else, or a broken one. */
    record Other(Authentication answer) implements Reading {}
  }

  private static Map<String, Pattern> shapes() {
    Map<String, Pattern> shapes = new LinkedHashMap<>();
    shapes.put("region", Pattern.compile("[a-z0-9-]{1,32}"));
    shapes.put("date", Pattern.compile("[0-9]{8}T[0-9]{6}Z"));
    shapes.put("key", Pattern.compile("(?:AKIA|ASIA)[A-Z0-9]{12,124}"));
    shapes.put("audience", AUDIENCE);
    shapes.put("nonce", Pattern.compile("[0-9a-f]{32}"));
    shapes.put("session", Pattern.compile("[A-Za-z0-9+/=_-]+"));
    shapes.put("signature", Pattern.compile("[0-9a-f]{64}"));
    return shapes;
  }

  /** Reads a text that may be a proof. */
  static Reading read(String text) {
    if (!text.startsWith(PREFIX)) {
      return new Reading.Other(new Authentication.NotMine());
    }
    if (text.length() > LONGEST) {
      return malformed("it is longer than 64 KiB");
    }
    try {
      String encoded = text.substring(PREFIX.length());
      byte[] json = Base64.getUrlDecoder().decode(encoded);
      if (!Base64.getUrlEncoder().withoutPadding().encodeToString(json).equals(encoded)) {
        return malformed("it is not in base64url");
      }
      return of(JsonReader.readObject(json, LIMITS));
    } catch (IllegalArgumentException _) {
      return malformed("it is not in base64url");
    } catch (MalformedJsonException e) {
      return malformed("its content is not JSON: " + e.getMessage());
    }
  }

  private static Reading of(Map<String, Object> members) {
    if (!SHAPES.keySet().containsAll(members.keySet())) {
      return malformed("it has something in it that does not belong there");
    }
    Map<String, String> texts = new LinkedHashMap<>();
    for (Map.Entry<String, Pattern> shape : SHAPES.entrySet()) {
      String name = shape.getKey();
      if (!members.containsKey(name) && name.equals("session")) {
        continue;
      }
      if (!(members.get(name) instanceof String text)
          || !shape.getValue().matcher(text).matches()) {
        return malformed("its " + name + " is missing or not acceptable");
      }
      texts.put(name, text);
    }
    try {
      Instant signedAt = LocalDateTime.parse(texts.get("date"), DATE).toInstant(ZoneOffset.UTC);
      return new Reading.Ours(
          new CallerProof(
              texts.get("region"),
              texts.get("date"),
              signedAt,
              texts.get("key"),
              texts.get("audience"),
              texts.get("nonce"),
              Optional.ofNullable(texts.get("session")).map(Secret::of),
              texts.get("signature")));
    } catch (DateTimeException _) {
      return malformed("its date is not a time");
    }
  }

  private static Reading malformed(String why) {
    return new Reading.Other(
        new Authentication.Rejected(
            Reason.MALFORMED,
            "the AWS proof cannot be read: " + why + "; was it cut or masked?",
            Claims.NONE));
  }

  /** What it says of itself; nothing of it is verified, or secret. */
  Claims claimed() {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("region", region);
    members.put("date", date);
    members.put("key", key);
    members.put("audience", audience);
    return Claims.of(members);
  }

  /** A rejection, with what the proof says of itself. */
  Authentication.Rejected rejected(Reason reason, String explanation) {
    return new Authentication.Rejected(reason, explanation, claimed());
  }

  /** What is not secret. */
  @Override
  public String toString() {
    return "CallerProof[" + region + ", " + date + ", " + key + "]";
  }
}
