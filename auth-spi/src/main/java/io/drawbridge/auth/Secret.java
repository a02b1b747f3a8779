// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.auth;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Objects;

/**
 * A value that must not be seen: it prints as {@code ***}, is compared in constant time, and cannot
 * be serialised. Immutable.
 */
public final class Secret {
  private final String value;

  private Secret(String value) {
    this.value = value;
  }

  /** Wraps a text. */
  public static Secret of(String value) {
    return new Secret(Objects.requireNonNull(value, "value"));
  }

  /** The text itself, for the one place that sends or parses it. Never put it in a message. */
  public String reveal() {
    return value;
  }

  /** The number of characters. */
  public int length() {
    return value.length();
  }

  /** SHA-256 over the text in UTF-8: 32 bytes. */
  public byte[] digest() {
    try {
      return MessageDigest.getInstance("SHA-256").digest(value.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /**
   * Whether both hold the same text, in a time that tells nothing about where they differ or how
   * long they are: the digests are compared.
   */
  @Override
  public boolean equals(Object other) {
    return other instanceof Secret secret && MessageDigest.isEqual(digest(), secret.digest());
  }

  /** The same for every secret: a hash code would tell about the value. */
  @Override
  public int hashCode() {
    return 0;
  }

  /** Always {@code ***}. */
  @Override
  public String toString() {
    return "***";
  }
}
