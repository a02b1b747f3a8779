// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.plugin;

import io.drawbridge.guard.Redaction;
import io.drawbridge.guard.TokenBucket;
import java.text.MessageFormat;
import java.util.MissingResourceException;
import java.util.ResourceBundle;
import java.util.function.LongSupplier;

/**
 * The log a plugin writes to. What looks like a token is masked; of a throwable only classes and
 * places are written, since its message may hold anything. At most a hundred lines at once and ten
 * a second are written, errors counted apart from the rest; a line behind tells how many were left
 * out. A plugin that writes a line for each client would otherwise let clients fill the disk. Safe
 * for concurrent use.
 */
public final class RedactingLogger implements System.Logger {
  private static final int BURST = 100;
  private static final int PER_MINUTE = 600;

  private final String name;
  private final System.Logger behind;
  private final LongSupplier ticker;
  private final TokenBucket errors;
  private final TokenBucket others;
  private long leftOut;

  /**
   * A log for one plugin.
   *
   * @param name the plugin's name in the configuration; each line begins with it
   * @param behind told each line, and the judge of levels; must not block for long
   * @param ticker the time for the limits
   */
  public RedactingLogger(String name, System.Logger behind, LongSupplier ticker) {
    this.name = name;
    this.behind = behind;
    this.ticker = ticker;
    errors = new TokenBucket(BURST, PER_MINUTE, ticker.getAsLong());
    others = new TokenBucket(BURST, PER_MINUTE, ticker.getAsLong());
  }

  @Override
  public String getName() {
    return name;
  }

  @Override
  public boolean isLoggable(Level level) {
    return level != Level.OFF;
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
    long missing = take(level);
    if (missing > 0) {
      behind.log(Level.WARNING, name + ": " + missing + " lines were left out: it writes too many");
    }
    if (missing >= 0) {
      behind.log(level, name + ": " + Redaction.mask(text));
    }
  }

  /** How many lines were left out before this one; negative if it is left out as well. */
  private synchronized long take(Level level) {
    TokenBucket bucket = level.compareTo(Level.ERROR) >= 0 ? errors : others;
    if (!bucket.take(1, ticker.getAsLong())) {
      leftOut++;
      return -1;
    }
    long missing = leftOut;
    leftOut = 0;
    return missing;
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
