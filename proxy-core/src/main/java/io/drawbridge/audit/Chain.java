// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.audit;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Numbers the records and links each to the one before: a line is {@code {"seq":N,BODY,"hash":"H"}}
 * with H = SHA-256 (FIPS 180-4) over the previous line's H in hexadecimal and everything before
 * {@code ,"hash":}. A changed, missing, added or moved line breaks the chain there. One thread.
 */
final class Chain {
  /** What the first record ever is linked to. */
  static final String ORIGIN = "0".repeat(64);

  /** Bytes of {@code ,"hash":"…"}} at the end of each line, without the line feed. */
  static final int TAIL = 9 + 64 + 2;

  private final MessageDigest digest = sha256();
  private long sequence;
  private String hash;

  /** Continues behind the record with that number and hash. */
  Chain(long sequence, String hash) {
    this.sequence = sequence;
    this.hash = hash;
  }

  /** The number of the last record. */
  long sequence() {
    return sequence;
  }

  /** The hash of the last record. */
  String hash() {
    return hash;
  }

  /** A copy to go on with while it is open whether the records will be written. */
  Chain fork() {
    return new Chain(sequence, hash);
  }

  /** The next line, ended by a line feed, for members without the braces around them. */
  byte[] append(String body) {
    sequence++;
    String content = "{\"seq\":" + sequence + "," + body;
    hash = link(hash, content.getBytes(StandardCharsets.UTF_8));
    return (content + ",\"hash\":\"" + hash + "\"}\n").getBytes(StandardCharsets.UTF_8);
  }

  /** The hash that a line, without its line feed, must carry behind the given one. */
  String expected(String previous, byte[] line) {
    return link(previous, Arrays.copyOf(line, line.length - TAIL));
  }

  /** The hash a line carries; empty if it does not end as a record does. */
  static String carried(byte[] line) {
    int tail = line.length - TAIL;
    if (tail < 2) {
      return "";
    }
    String end = new String(line, tail, TAIL, StandardCharsets.ISO_8859_1);
    boolean framed = end.startsWith(",\"hash\":\"") && end.endsWith("\"}") && line[0] == '{';
    String carried = end.substring(9, 9 + 64);
    return framed && carried.chars().allMatch(Chain::isHexDigit) ? carried : "";
  }

  private static boolean isHexDigit(int c) {
    return c >= '0' && c <= '9' || c >= 'a' && c <= 'f';
  }

  private String link(String previous, byte[] content) {
    digest.update(previous.getBytes(StandardCharsets.US_ASCII));
    return HexFormat.of().formatHex(digest.digest(content));
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
