// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.common;

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
  private static final String DECIMAL = "(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])";
  private static final String QUAD = "(?:" + DECIMAL + "\\.){3}" + DECIMAL;
  private static final Pattern FOUR = Pattern.compile(QUAD);

  /**
   * Groups of at most four digits, the last two maybe an IPv4 address. How many there are, and that
   * the gap comes but once, the JDK judges; left to itself it takes zones, {@code ::127.1} and
   * {@code 00001::} as well.
   */
  private static final Pattern SIX =
      Pattern.compile("(?:[0-9a-fA-F]{0,4}:){2,8}(?:[0-9a-fA-F]{0,4}|" + QUAD + ")");

  private static final Pattern LABEL =
      Pattern.compile("[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?");
  private static final Pattern NUMBER = Pattern.compile("[0-9]+|0[xX][0-9a-fA-F]*");

  /** RFC 1035 §2.3.4 allows 255 octets in a message, of which two are no text. */
  private static final int MAX_NAME = 253;

  private AddressLiteral() {}

  /**
   * The address, if the text is one: four decimal numbers without leading zeros, or an IPv6 address
   * (RFC 4291 §2.2) with or without brackets, without a zone.
   */
  public static Optional<InetAddress> parse(String text) {
    boolean bare = !(text.startsWith("[") && text.endsWith("]"));
    String address = bare ? text : text.substring(1, text.length() - 1);
    try {
      return bare && FOUR.matcher(text).matches() || SIX.matcher(address).matches()
          ? Optional.of(InetAddress.ofLiteral(address))
          : Optional.empty();
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  /**
   * The address of 4 or 16 bytes; 16 that map an IPv4 address become that.
   *
   * @throws IllegalArgumentException if they are more or fewer
   */
  public static InetAddress address(byte[] bytes) {
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
}
