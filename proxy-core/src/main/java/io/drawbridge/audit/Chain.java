// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.audit;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Numbers the records and links each to the one before: a line is {@code {"seq":N,BODY,"hash":"H"}}
 * with H = SHA-256 (FIPS 180-4) over the previous line's H in hexadecimal and everything before
 * {@code ,"hash":}. A changed, missing, added or moved line breaks the chain there.
 *
 * @param sequence the number of the last record
 * @param hash the hash of the last record, 64 hexadecimal digits
 */
public record Chain(long sequence, String hash) {
  /** Behind it comes the first record ever. */
  public static final Chain ORIGIN = new Chain(0, "0".repeat(64));

  /** Bytes of {@code ,"hash":"…"}} at the end of each line, without the line feed. */
  static final int TAIL = 9 + 64 + 2;

  private static final Pattern END = Pattern.compile(",\"hash\":\"([0-9a-f]{64})\"}");

  /** The next line, ended by a line feed, for members without the braces around them. */
  byte[] line(String body) {
    String content = "{\"seq\":" + (sequence + 1) + "," + body;
    byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
    String line = content + ",\"hash\":\"" + linked(hash, bytes, bytes.length) + "\"}\n";
    return line.getBytes(StandardCharsets.UTF_8);
  }

  /** Behind that line, which {@link #line} made. */
  Chain behind(byte[] line) {
    int from = line.length - 1 - TAIL + 9;
    return new Chain(sequence + 1, new String(line, from, 64, StandardCharsets.US_ASCII));
  }

  /** The hash a line without its line feed carries; empty if it does not end as a record does. */
  public static String carried(byte[] line) {
    int tail = line.length - TAIL;
    if (tail < 2 || line[0] != '{') {
      return "";
    }
    Matcher end = END.matcher(new String(line, tail, TAIL, StandardCharsets.ISO_8859_1));
    return end.matches() ? end.group(1) : "";
  }

  /** The hash that a line which carries one must carry behind the given hash. */
  public static String expected(String previous, byte[] line) {
    return linked(previous, line, line.length - TAIL);
  }

  private static String linked(String previous, byte[] content, int length) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(previous.getBytes(StandardCharsets.US_ASCII));
      digest.update(content, 0, length);
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
