// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.it.peer;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/** A GitLab ID token in the making: right, until a test breaks something of it. */
public final class JobToken {
  private final Map<String, Object> header = new LinkedHashMap<>();
  private final Map<String, Object> claims = new LinkedHashMap<>();
  private final Consumer<String> minted;
  private SigningKey key;
  private String algorithm = "SHA256withRSA";

  JobToken(SigningKey key, Map<String, Object> claims, Consumer<String> minted) {
    this.key = key;
    this.minted = minted;
    header.put("alg", "RS256");
    header.put("kid", key.id());
    header.put("typ", "JWT");
    this.claims.putAll(claims);
  }

  /** With another value of a claim; {@code null} is JSON's null. */
  public JobToken claim(String name, Object value) {
    claims.put(name, value);
    return this;
  }

  /** Without a claim. */
  public JobToken without(String name) {
    claims.remove(name);
    return this;
  }

  /** With another value in the header. */
  public JobToken header(String name, Object value) {
    header.put(name, value);
    return this;
  }

  /** Without a member of the header. */
  public JobToken withoutHeader(String name) {
    header.remove(name);
    return this;
  }

  /** Signed with another key; the header still names the first. */
  public JobToken signedBy(SigningKey other) {
    key = other;
    return this;
  }

  /** Signed with another algorithm, by its name in the JDK. */
  public JobToken algorithm(String other) {
    algorithm = other;
    return this;
  }

  /** The token. */
  public String text() {
    String token = key.sign(header, claims, algorithm);
    minted.accept(token);
    return token;
  }
}
