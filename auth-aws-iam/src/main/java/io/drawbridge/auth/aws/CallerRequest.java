// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.auth.aws;

import io.drawbridge.auth.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The one GetCallerIdentity request that there is (STS API Reference). The job makes it of these
 * values to sign it, the gateway makes it again of the same ones to send it; since both do so here,
 * the two cannot come apart.
 */
record CallerRequest(
    String region, String date, String audience, String nonce, Optional<Secret> session) {
  static final String BODY = "Action=GetCallerIdentity&Version=2011-06-15";
  private static final String ALGORITHM = "AWS4-HMAC-SHA256";
  private static final String END = "aws4_request";

  /** The fields that are signed, but for {@code host}, which whoever sends it writes. */
  SortedMap<String, Secret> fields() {
    SortedMap<String, Secret> fields = new TreeMap<>();
    fields.put("content-type", Secret.of("application/x-www-form-urlencoded; charset=utf-8"));
    fields.put("x-amz-date", Secret.of(date));
    session.ifPresent(token -> fields.put("x-amz-security-token", token));
    fields.put("x-drawbridge-audience", Secret.of(audience));
    fields.put("x-drawbridge-nonce", Secret.of(nonce));
    return fields;
  }

  private SortedMap<String, Secret> signed(String host) {
    SortedMap<String, Secret> fields = fields();
    fields.put("host", Secret.of(host));
    return fields;
  }

  Secret authorization(String key, String signature) {
    return Secret.of(
        "%s Credential=%s/%s, SignedHeaders=%s, Signature=%s"
            .formatted(ALGORITHM, key, scope(), String.join(";", signed("").keySet()), signature));
  }

  /**
   * The signature: 64 lower-case hexadecimal digits (AWS Signature Version 4, IAM User Guide,
   * "Create a signed AWS API request").
   */
  String signature(Secret key, String host) {
    try {
      String text = String.join("\n", ALGORITHM, date, scope(), sha256(canonical(signed(host))));
      byte[] derived = bytes("AWS4" + key.reveal());
      for (String part : new String[] {day(), region, "sts", END, text}) {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(derived, "HmacSHA256"));
        derived = mac.doFinal(bytes(part));
      }
      return HexFormat.of().formatHex(derived);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has HmacSHA256 and SHA-256", e);
    }
  }

  private String day() {
    return date.substring(0, 8);
  }

  private String scope() {
    return String.join("/", day(), region, "sts", END);
  }

  private static String canonical(Map<String, Secret> fields) throws GeneralSecurityException {
    StringBuilder text = new StringBuilder("POST\n/\n\n");
    fields.forEach(
        (name, value) -> text.append(name).append(':').append(value.reveal()).append('\n'));
    text.append('\n').append(String.join(";", fields.keySet()));
    return text.append('\n').append(sha256(BODY)).toString();
  }

  private static String sha256(String text) throws GeneralSecurityException {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes(text)));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
