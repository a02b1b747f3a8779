// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.config;

import io.drawbridge.auth.InvalidSettingsException;
import io.drawbridge.auth.Settings;
import io.drawbridge.settings.SettingException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Hands what a table says to a record of settings, key by key. What is not said stays as it is; a
 * value that the record refuses is told with its place. Not safe for concurrent use.
 */
final class TableReader<T> {
  private static final long MOST = 999_999_999;

  private final Settings table;
  private T read;

  TableReader(Settings table, T standard) {
    this.table = table;
    this.read = standard;
  }

  T read() {
    return read;
  }

  TableReader<T> duration(String key, BiFunction<T, Duration, T> with)
      throws InvalidSettingsException {
    Optional<Duration> said = table.optionalDuration(key);
    if (said.isPresent()) {
      read = placed(table, () -> with.apply(read, said.get()));
    }
    return this;
  }

  /** A whole number of at most nine digits, more than any count here. */
  TableReader<T> count(String key, BiFunction<T, Integer, T> with) throws InvalidSettingsException {
    OptionalLong said = table.optionalInteger(key);
    if (said.isPresent() && Math.abs(said.getAsLong()) > MOST) {
      throw table.invalid(key, "it is " + said.getAsLong() + ", more than can be meant");
    }
    return number(key, (to, count) -> with.apply(to, count.intValue()));
  }

  TableReader<T> number(String key, BiFunction<T, Long, T> with) throws InvalidSettingsException {
    OptionalLong said = table.optionalInteger(key);
    if (said.isPresent()) {
      read = placed(table, () -> with.apply(read, said.getAsLong()));
    }
    return this;
  }

  TableReader<T> flag(String key, BiFunction<T, Boolean, T> with) throws InvalidSettingsException {
    if (table.has(key)) {
      boolean said = table.flag(key, false);
      read = placed(table, () -> with.apply(read, said));
    }
    return this;
  }

  /** One of two words; true for the first. */
  TableReader<T> word(String key, String yes, String no, BiFunction<T, Boolean, T> with)
      throws InvalidSettingsException {
    Optional<String> said = table.optionalText(key);
    if (said.isPresent()) {
      if (!said.get().equals(yes) && !said.get().equals(no)) {
        throw table.invalid(key, "it must be \"" + yes + "\" or \"" + no + "\"");
      }
      read = placed(table, () -> with.apply(read, said.get().equals(yes)));
    }
    return this;
  }

  /** The address under that key, or its place and why it is none. */
  static <T> T address(Settings table, Function<String, T> reader) throws InvalidSettingsException {
    String text = table.text("address");
    try {
      return reader.apply(text);
    } catch (IllegalArgumentException e) {
      throw table.invalid("address", e.getMessage());
    }
  }

  /** What is made, or the place in this table of the setting that it refuses. */
  static <T> T placed(Settings table, Supplier<T> made) throws InvalidSettingsException {
    try {
      return made.get();
    } catch (SettingException e) {
      throw table.invalid(e.key(), e.problem());
    }
  }
}
