// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.dial;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Tells addresses from host names, strictly. The JDK and the system's resolver both read {@code
 * 2130706433}, {@code 127.1} and {@code 0177.0.0.1} as addresses, and not as the same ones; a text
 * that only looks like an address is therefore neither an address nor a name here.
 */
public final class AddressLiteral {
  private static final Pattern DECIMAL = Pattern.compile("0|[1-9][0-9]{0,2}");
  private static final Pattern GROUP = Pattern.compile("[0-9a-fA-F]{1,4}");
  private static final Pattern LABEL =
      Pattern.compile("[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?");
  private static final Pattern NUMBER = Pattern.compile("[0-9]+|0[xX][0-9a-fA-F]*");
  private static final int MAX_NAME = 253;

  private AddressLiteral() {}

  /**
   * The address, if the text is one: four decimal numbers without leading zeros, or an IPv6 address
   * (RFC 4291 §2.2) with or without brackets, without a zone.
   */
  public static Optional<InetAddress> parse(String text) {
    byte[] bytes;
    if (text.indexOf(':') < 0) {
      bytes = dottedQuad(text);
    } else if (text.startsWith("[") && text.endsWith("]")) {
      bytes = groups(text.substring(1, text.length() - 1));
    } else {
      bytes = groups(text);
    }
    return bytes == null ? Optional.empty() : Optional.of(address(bytes));
  }

  /** The address of 4 or 16 bytes; 16 that map an IPv4 address become that. */
  static InetAddress address(byte[] bytes) {
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("an address has 4 or 16 bytes", e);
    }
  }

  /**
   * Whether the text can be a host name: labels of letters, digits, hyphens and underscores (which
   * container networks use), a dot at the end allowed, at most 253 characters. A last label that is
   * a number, in decimal or hexadecimal, makes it an address look-alike and no name.
   */
  public static boolean isHostName(String text) {
    String name = text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
    if (name.isEmpty() || name.length() > MAX_NAME) {
      return false;
    }
    String[] labels = name.split("\\.", -1);
    return Arrays.stream(labels).allMatch(label -> LABEL.matcher(label).matches())
        && !NUMBER.matcher(labels[labels.length - 1]).matches();
  }

  private static byte[] dottedQuad(String text) {
    String[] parts = text.split("\\.", -1);
    if (parts.length != 4) {
      return null;
    }
    byte[] bytes = new byte[4];
    for (int i = 0; i < 4; i++) {
      int value = DECIMAL.matcher(parts[i]).matches() ? Integer.parseInt(parts[i]) : 256;
      if (value > 255) {
        return null;
      }
      bytes[i] = (byte) value;
    }
    return bytes;
  }

  private static byte[] groups(String text) {
    int gap = text.indexOf("::");
    if (gap < 0) {
      byte[] whole = half(text, true);
      return whole != null && whole.length == 16 ? whole : null;
    }
    byte[] front = half(text.substring(0, gap), false);
    byte[] back = half(text.substring(gap + 2), true);
    // The gap stands for at least one group of zeros.
    if (front == null || back == null || front.length + back.length > 14) {
      return null;
    }
    byte[] bytes = Arrays.copyOf(front, 16);
    System.arraycopy(back, 0, bytes, 16 - back.length, back.length);
    return bytes;
  }

  /** Groups between colons, the last one maybe an IPv4 address; {@code null} if it is not that. */
  private static byte[] half(String text, boolean last) {
    if (text.isEmpty()) {
      return new byte[0];
    }
    String[] parts = text.split(":", -1);
    if (parts.length > 8) {
      return null;
    }
    byte[] bytes = new byte[parts.length * 2];
    for (int i = 0; i < parts.length; i++) {
      if (last && i == parts.length - 1 && parts[i].indexOf('.') >= 0) {
        byte[] quad = dottedQuad(parts[i]);
        if (quad == null) {
          return null;
        }
        bytes = Arrays.copyOf(bytes, bytes.length + 2);
        System.arraycopy(quad, 0, bytes, i * 2, 4);
      } else if (GROUP.matcher(parts[i]).matches()) {
        int value = Integer.parseInt(parts[i], 16);
        bytes[i * 2] = (byte) (value >> 8);
        bytes[i * 2 + 1] = (byte) value;
      } else {
        return null;
      }
    }
    return bytes;
  }
}
