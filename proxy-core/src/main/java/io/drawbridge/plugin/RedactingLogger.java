// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.plugin;

import java.text.MessageFormat;
import java.util.MissingResourceException;
import java.util.ResourceBundle;
import java.util.function.BiConsumer;

/**
 * The log a plugin writes to. What looks like a token is masked; of a throwable only classes and
 * places are written, since its message may hold anything. Safe for concurrent use.
 */
public final class RedactingLogger implements System.Logger {
  private final String name;
  private final Level least;
  private final BiConsumer<Level, String> sink;

  /**
   * A log for one plugin.
   *
   * @param name the plugin's name in the configuration; each line begins with it
   * @param least the lowest level that is written
   * @param sink told each line; must not block for long
   */
  public RedactingLogger(String name, Level least, BiConsumer<Level, String> sink) {
    this.name = name;
    this.least = least;
    this.sink = sink;
  }

  /** The same in front of another logger. */
  public static RedactingLogger of(String name, System.Logger behind) {
    return new RedactingLogger(name, Level.ALL, (level, line) -> behind.log(level, line));
  }

  @Override
  public String getName() {
    return name;
  }

  @Override
  public boolean isLoggable(Level level) {
    return least != Level.OFF && level != Level.OFF && level.compareTo(least) >= 0;
  }

  @Override
  public void log(Level level, ResourceBundle bundle, String message, Throwable thrown) {
    if (isLoggable(level)) {
      String text = localized(bundle, message);
      write(level, thrown == null ? text : text + ": " + Redaction.describe(thrown));
    }
  }

  @Override
  public void log(Level level, ResourceBundle bundle, String format, Object... values) {
    if (!isLoggable(level)) {
      return;
    }
    String text = localized(bundle, format);
    if (values != null && values.length > 0) {
      try {
        text = MessageFormat.format(text, values);
      } catch (IllegalArgumentException _) {
        // Not a format after all; the values are left out rather than the line.
      }
    }
    write(level, text);
  }

  private void write(Level level, String text) {
    sink.accept(level, name + ": " + Redaction.mask(text));
  }

  private static String localized(ResourceBundle bundle, String key) {
    if (bundle == null || key == null) {
      return String.valueOf(key);
    }
    try {
      return bundle.getString(key);
    } catch (MissingResourceException | ClassCastException _) {
      return key;
    }
  }
}
