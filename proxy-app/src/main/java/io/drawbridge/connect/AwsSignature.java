// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.connect;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The signature over one GetCallerIdentity (AWS Signature Version 4, AWS IAM User Guide, "Create a
 * signed AWS API request"). The request is always the same but for these values.
 *
 * @param credentials the key that signs
 * @param region whose STS the request is for
 * @param host the field {@code Host}
 * @param audience the field {@code x-drawbridge-audience}: which gateway it is made for
 * @param nonce the field {@code x-drawbridge-nonce}: never the same twice
 * @param date the field {@code x-amz-date}
 */
record AwsSignature(
    AwsCredentials credentials,
    String region,
    String host,
    String audience,
    String nonce,
    String date) {
  private static final String ALGORITHM = "AWS4-HMAC-SHA256";
  private static final String BODY = "Action=GetCallerIdentity&Version=2011-06-15";
  private static final String END = "aws4_request";

  /** The signature: 64 lower-case hexadecimal digits. */
  String text() {
    try {
      byte[] key = bytes("AWS4" + credentials.secret().reveal());
      for (String part : new String[] {day(), region, "sts", END}) {
        key = hmac(key, part);
      }
      return hex(hmac(key, stringToSign()));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has HmacSHA256 and SHA-256", e);
    }
  }

  private String day() {
    return date.substring(0, 8);
  }

  private String stringToSign() throws GeneralSecurityException {
    String scope = String.join("/", day(), region, "sts", END);
    return String.join("\n", ALGORITHM, date, scope, sha256(canonicalRequest()));
  }

  private String canonicalRequest() throws GeneralSecurityException {
    Map<String, String> fields = new TreeMap<>();
    fields.put("content-type", "application/x-www-form-urlencoded; charset=utf-8");
    fields.put("host", host);
    fields.put("x-amz-date", date);
    credentials.session().ifPresent(it -> fields.put("x-amz-security-token", it.reveal()));
    fields.put("x-drawbridge-audience", audience);
    fields.put("x-drawbridge-nonce", nonce);
    StringBuilder canonical = new StringBuilder("POST\n/\n\n");
    fields.forEach((name, value) -> canonical.append(name).append(':').append(value).append('\n'));
    canonical.append('\n').append(String.join(";", fields.keySet()));
    return canonical.append('\n').append(sha256(BODY)).toString();
  }

  private static byte[] hmac(byte[] key, String text) throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    return mac.doFinal(bytes(text));
  }

  private static String sha256(String text) throws GeneralSecurityException {
    return hex(MessageDigest.getInstance("SHA-256").digest(bytes(text)));
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
