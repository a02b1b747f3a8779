// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.auth;

import java.text.MessageFormat;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.ResourceBundle;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * An environment for tests of plugins: a clock that stands still until it is turned, a log that is
 * kept, and the web client given to it. Safe for concurrent use.
 */
public final class ContractEnvironment implements Environment {
  private final List<String> lines = new CopyOnWriteArrayList<>();
  private final WebClient web;
  private volatile Instant now;

  /** With a clock that stands at {@code now} and a web client. */
  public ContractEnvironment(Instant now, WebClient web) {
    this.now = now;
    this.web = web;
  }

  /** With a clock that stands at {@code now}, for a plugin that asks nobody. */
  public static ContractEnvironment offline(Instant now) {
    return new ContractEnvironment(
        now,
        request -> {
          throw new java.io.IOException("no web in this test: " + request.uri().getHost());
        });
  }

  /** Turns the clock forward, or back with a negative duration. */
  public void turn(Duration by) {
    now = now.plus(by);
  }

  /** Sets the clock. */
  public void set(Instant to) {
    now = to;
  }

  /** What was logged so far: level, message and the messages of causes. */
  public List<String> lines() {
    return List.copyOf(lines);
  }

  @Override
  public InstantSource clock() {
    return () -> now;
  }

  @Override
  public WebClient web() {
    return web;
  }

  @Override
  public System.Logger logger() {
    return new KeptLog(lines);
  }

  private record KeptLog(List<String> lines) implements System.Logger {
    @Override
    public String getName() {
      return "contract";
    }

    @Override
    public boolean isLoggable(Level level) {
      return true;
    }

    @Override
    public void log(Level level, ResourceBundle bundle, String message, Throwable thrown) {
      StringBuilder line = new StringBuilder(level + " " + message);
      for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
        line.append(" / ").append(cause);
      }
      lines.add(line.toString());
    }

    @Override
    public void log(Level level, ResourceBundle bundle, String format, Object... parameters) {
      boolean plain = parameters == null || parameters.length == 0;
      lines.add(level + " " + (plain ? format : MessageFormat.format(format, parameters)));
    }
  }
}
