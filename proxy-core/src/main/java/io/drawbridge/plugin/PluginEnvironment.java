// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.plugin;

import io.drawbridge.auth.Environment;
import io.drawbridge.auth.WebClient;
import java.time.InstantSource;
import java.util.Objects;

/** What one plugin object is lent. Closed with the object it was made for. */
public final class PluginEnvironment implements Environment, AutoCloseable {
  private final InstantSource clock;
  private final RedactingLogger logger;
  private final BoundedWebClient web;

  /** Lends these three; the web client is closed with this. */
  public PluginEnvironment(InstantSource clock, RedactingLogger logger, BoundedWebClient web) {
    this.clock = Objects.requireNonNull(clock, "clock");
    this.logger = Objects.requireNonNull(logger, "logger");
    this.web = Objects.requireNonNull(web, "web");
  }

  @Override
  public InstantSource clock() {
    return clock;
  }

  @Override
  public System.Logger logger() {
    return logger;
  }

  @Override
  public WebClient web() {
    return web;
  }

  /** Ends the web client's connections and threads. */
  @Override
  public void close() {
    web.close();
  }
}
