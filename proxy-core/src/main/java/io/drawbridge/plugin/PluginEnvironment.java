// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.plugin;

import io.drawbridge.auth.Environment;
import java.time.InstantSource;

/**
 * What one plugin object is lent. Closed with the object it was made for.
 *
 * @param clock the wall clock
 * @param logger its log
 * @param web its web client; closed with this
 */
public record PluginEnvironment(InstantSource clock, RedactingLogger logger, BoundedWebClient web)
    implements Environment, AutoCloseable {
  /** Ends the web client's connections and threads. */
  @Override
  public void close() {
    web.close();
  }
}
