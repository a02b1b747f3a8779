// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.command;

import java.text.MessageFormat;
import java.util.ResourceBundle;
import java.util.function.Consumer;

/** Hands warnings and errors on as lines, and drops the rest. */
public final class WarningLogger implements System.Logger {
  private final Consumer<String> lines;

  /** Hands them to the consumer, on the thread that logs. */
  public WarningLogger(Consumer<String> lines) {
    this.lines = lines;
  }

  @Override
  public String getName() {
    return "io.drawbridge";
  }

  @Override
  public boolean isLoggable(Level level) {
    return level.getSeverity() >= Level.WARNING.getSeverity();
  }

  @Override
  public void log(Level level, ResourceBundle bundle, String message, Throwable thrown) {
    if (isLoggable(level)) {
      lines.accept(message);
    }
  }

  @Override
  public void log(Level level, ResourceBundle bundle, String format, Object... parameters) {
    if (isLoggable(level)) {
      lines.accept(
          parameters == null || parameters.length == 0
              ? format
              : MessageFormat.format(format, parameters));
    }
  }
}
