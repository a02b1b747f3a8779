// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.auth.aws;

import io.drawbridge.auth.Authentication;
import io.drawbridge.auth.Authentication.Reason;
import io.drawbridge.auth.Claims;
import io.drawbridge.auth.Secret;
import io.drawbridge.auth.jwt.Findings;
import io.drawbridge.json.JsonLimits;
import io.drawbridge.json.JsonReader;
import io.drawbridge.json.MalformedJsonException;
import java.time.DateTimeException;
import java.time.Duration;
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
 * @param signedAt what the date says
 * @param nonce keeps two proofs of one second apart
 * @param session the token that belongs to a role's key
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
  static final String PREFIX = "aws1.";
  private static final String FORMAT = "format";

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

  /** Reads a text that may be a proof, and notes what it is; empty after a failure. */
  static Optional<CallerProof> read(String text, Findings findings) {
    if (!text.startsWith(PREFIX)) {
      findings.failed(
          FORMAT,
          "it is not what connect --source aws-iam makes",
          new Authentication.NotMine(),
          Duration.ZERO);
      return Optional.empty();
    }
    if (text.length() > LONGEST) {
      return malformed("it is longer than 64 KiB", findings);
    }
    try {
      String encoded = text.substring(PREFIX.length());
      byte[] json = Base64.getUrlDecoder().decode(encoded);
      if (!Base64.getUrlEncoder().withoutPadding().encodeToString(json).equals(encoded)) {
        return malformed("it is not in base64url", findings);
      }
      return of(JsonReader.readObject(json, LIMITS), findings);
    } catch (IllegalArgumentException _) {
      return malformed("it is not in base64url", findings);
    } catch (MalformedJsonException e) {
      return malformed("its content is not JSON: " + e.getMessage(), findings);
    }
  }

  private static Optional<CallerProof> of(Map<String, Object> members, Findings findings) {
    if (!SHAPES.keySet().containsAll(members.keySet())) {
      return malformed("it has something in it that does not belong there", findings);
    }
    Map<String, String> texts = new LinkedHashMap<>();
    for (Map.Entry<String, Pattern> shape : SHAPES.entrySet()) {
      String name = shape.getKey();
      if (!members.containsKey(name) && name.equals("session")) {
        continue;
      }
      if (!(members.get(name) instanceof String text)
          || !shape.getValue().matcher(text).matches()) {
        return malformed("its " + name + " is missing or not acceptable", findings);
      }
      texts.put(name, text);
    }
    try {
      Instant signedAt = LocalDateTime.parse(texts.get("date"), DATE).toInstant(ZoneOffset.UTC);
      findings.passed(FORMAT, () -> "a signed GetCallerIdentity of the key " + texts.get("key"));
      return Optional.of(
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
      return malformed("its date is not a time", findings);
    }
  }

  private static Optional<CallerProof> malformed(String why, Findings findings) {
    findings.failed(
        FORMAT,
        new Authentication.Rejected(
            Reason.MALFORMED,
            "the AWS proof cannot be read: " + why + "; was it cut or masked?",
            Claims.NONE));
    return Optional.empty();
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

  Authentication.Rejected rejected(Reason reason, String explanation) {
    return new Authentication.Rejected(reason, explanation, claimed());
  }

  @Override
  public String toString() {
    return "CallerProof[" + region + ", " + date + ", " + key + "]";
  }
}
