// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.auth;

import io.drawbridge.common.Misspelling;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A configuration that cannot be used. The message names the place and what to do. */
public final class InvalidSettingsException extends Exception {
  private static final long serialVersionUID = 1L;

  /** With a message that a person can act on, without secrets. */
  public InvalidSettingsException(String message) {
    super(message);
  }

  /**
   * Makes those of one table, with the place of what is wrong.
   *
   * @param known the keys that were asked for so far
   * @param path what stands before a key, for example {@code auth.gitlab.}; may be empty
   * @param of what stands behind it: of several tables the name of this one, or nothing
   */
  record OfTable(
      Map<String, Located> entries, Set<String> known, String path, String of, String where) {
    private String path(String key) {
      return path + key + (key.equals("name") ? "" : of);
    }

    InvalidSettingsException invalid(String key, String message) {
      Located at = entries.get(key);
      return new InvalidSettingsException(
          (at == null ? where : at.where()) + ": " + path(key) + ": " + message);
    }

    /** A key that is not there, with the unknown one that was probably meant for it. */
    InvalidSettingsException missing(String key, String what) {
      String misspelt = "";
      for (Map.Entry<String, Located> entry : entries.entrySet()) {
        boolean near = !Misspelling.hint(entry.getKey(), List.of(key)).isEmpty();
        if (near && !known.contains(entry.getKey())) {
          misspelt = "; is it the " + entry.getKey() + " at " + entry.getValue().where() + "?";
        }
      }
      return new InvalidSettingsException(
          where + ": " + path(key) + " is missing; it is " + what + misspelt);
    }

    /** A value that is none of what it must be; {@code is} says what it is. */
    InvalidSettingsException wrong(String key, Located at, String is, String what) {
      return new InvalidSettingsException(
          at.where() + ": " + path(key) + " is " + is + "; it must be " + what);
    }

    /** Refuses a key that was never asked for, with the nearest one that was. */
    void requireAllKnown() throws InvalidSettingsException {
      for (Map.Entry<String, Located> entry : entries.entrySet()) {
        if (!known.contains(entry.getKey())) {
          throw new InvalidSettingsException(
              entry.getValue().where()
                  + ": unknown key "
                  + path(entry.getKey())
                  + Misspelling.hint(entry.getKey(), known));
        }
      }
    }
  }
}
