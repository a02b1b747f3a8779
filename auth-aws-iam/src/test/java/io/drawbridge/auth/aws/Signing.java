// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.auth.aws;

import io.drawbridge.auth.ContractIssuer;
import io.drawbridge.auth.Credentials;
import io.drawbridge.auth.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** What a job, or an attacker, signs: a request, and what is said about it to the gateway. */
final class Signing {
  static final String KEY = "ASIAIOSFODNN7EXAMPLE";
  static final String SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
  static final String SESSION = "IQoJb3JpZ2luX2VjEOT/canary/of/the/session==";
  static final String AUDIENCE = "https://drawbridge.example.com";
  static final String BODY = "Action=GetCallerIdentity&Version=2011-06-15";

  final Map<String, String> said = new LinkedHashMap<>();
  final Map<String, String> fields = new TreeMap<>();
  String body = BODY;

  /** A good one for an STS at this host, signed at 12:00:00. */
  Signing(String host) {
    said.put("region", "us-east-1");
    said.put("date", "20261123T120000Z");
    said.put("key", KEY);
    said.put("audience", AUDIENCE);
    said.put("nonce", "00112233445566778899aabbccddeeff");
    said.put("session", SESSION);
    fields.put("content-type", "application/x-www-form-urlencoded; charset=utf-8");
    fields.put("host", host);
    fields.put("x-drawbridge-audience", AUDIENCE);
  }

  /** Says something else, and signs it too where it is signed at all. */
  Signing say(String name, String value) {
    said.put(name, value);
    return this;
  }

  /** Signs another field than the gateway will send; null signs none of that name. */
  Signing sign(String field, String value) {
    fields.put(field, value);
    return this;
  }

  /** What is said, with the signature over what is signed. */
  Credentials credentials() throws GeneralSecurityException {
    fields.putIfAbsent("x-amz-date", said.get("date"));
    fields.putIfAbsent("x-drawbridge-nonce", said.get("nonce"));
    if (said.get("session") != null) {
      fields.putIfAbsent("x-amz-security-token", said.get("session"));
    }
    fields.values().removeIf(value -> value == null);
    String canonical = canonical(fields, List.copyOf(fields.keySet()), body);
    said.putIfAbsent("signature", signature(said.get("date"), said.get("region"), canonical));
    Map<String, String> members = new LinkedHashMap<>(said);
    members.values().removeIf(value -> value == null);
    return of(ContractIssuer.json(members));
  }

  static Credentials of(String json) {
    return Credentials.of(Secret.of("aws1." + ContractIssuer.encode(json)));
  }

  static String canonical(Map<String, String> fields, List<String> signed, String body)
      throws GeneralSecurityException {
    StringBuilder text = new StringBuilder("POST\n/\n\n");
    for (String name : signed) {
      text.append(name).append(':').append(fields.get(name)).append('\n');
    }
    return text + "\n" + String.join(";", signed) + "\n" + sha256(body);
  }

  static String signature(String date, String region, String canonical)
      throws GeneralSecurityException {
    byte[] key = ("AWS4" + SECRET).getBytes(StandardCharsets.UTF_8);
    for (String part : Arrays.asList(date.split("T")[0], region, "sts", "aws4_request")) {
      key = hmac(key, part);
    }
    String scope = date.split("T")[0] + "/" + region + "/sts/aws4_request";
    String text = "AWS4-HMAC-SHA256\n" + date + "\n" + scope + "\n" + sha256(canonical);
    return HexFormat.of().formatHex(hmac(key, text));
  }

  private static byte[] hmac(byte[] key, String text) throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String sha256(String text) throws GeneralSecurityException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }
}
