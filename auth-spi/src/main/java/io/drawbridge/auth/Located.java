// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.auth;

import io.drawbridge.common.OneLine;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A value of a configuration and where it stands, for messages.
 *
 * @param value a {@link String}, {@link Long}, {@link Double}, {@link Boolean}, {@code java.time}
 *     value, a {@code List<Located>} or a {@code Map<String, Located>} in the order of the file
 * @param where the place, for example {@code drawbridge.toml:12:3}
 */
public record Located(Object value, String where) {

  /** What kind of value it is, in the words of a message. */
  public String kind() {
    return switch (value) {
      case String _ -> "a text";
      case Long _ -> "a whole number";
      case Double _ -> "a number";
      case Boolean _ -> "true or false";
      case List<?> _ -> "a list";
      case Map<?, ?> _ -> "a table";
      default -> "a date or time";
    };
  }

  /** The members of a table, in the order of the file; of anything else none. */
  public Map<String, Located> members() {
    Map<String, Located> members = new LinkedHashMap<>();
    if (value instanceof Map<?, ?> table) {
      table.forEach((key, at) -> members.put((String) key, (Located) at));
    }
    return members;
  }

  /** An absolute URI with a host and without a user, or {@code null}. */
  static URI uri(Object value) {
    try {
      URI uri = value instanceof String text ? new URI(text) : URI.create("");
      boolean whole = uri.getScheme() != null && uri.getHost() != null;
      return whole && uri.getRawUserInfo() == null ? uri : null;
    } catch (URISyntaxException _) {
      return null;
    }
  }

  /** Of a table that has a name, {@code of "name"} with a space before it; else nothing. */
  String ofName() {
    return members().get("name") instanceof Located(String text, String _) && !text.isEmpty()
        ? " of \"" + OneLine.of(text, 64) + "\""
        : "";
  }

  /** The value itself where it is short and simple, else its kind; never a user's password. */
  String shown() {
    return switch (value) {
      case String text when text.isEmpty() -> "an empty text";
      case String text when text.indexOf('@') < 0 -> "the text \"" + OneLine.of(text, 64) + "\"";
      case Long number -> "the whole number " + number;
      case Double number -> "the number " + number;
      case Boolean flag -> flag.toString();
      default -> kind();
    };
  }
}
