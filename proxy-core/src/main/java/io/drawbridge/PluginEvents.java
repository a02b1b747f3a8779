// SPDX-License-Identifier: Apache-2.0
package io.drawbridge;

import io.drawbridge.guard.PluginObserver;
import io.drawbridge.telemetry.Metrics;
import java.time.Duration;

/**
 * Hands what plugins do to the metrics and the log.
 *
 * @param metrics counts the calls
 * @param logger told what an operator should look at
 */
record PluginEvents(Metrics metrics, System.Logger logger) implements PluginObserver {
  @Override
  public void called(String plugin, Duration took, boolean fault) {
    metrics.pluginCall(plugin, took, fault);
  }

  @Override
  public void quarantined(String plugin, boolean on) {
    metrics.pluginQuarantined(plugin, on);
    logger.log(
        System.Logger.Level.ERROR,
        on
            ? "plugin {0} failed several times in a row and is asked every 30 s only"
            : "plugin {0} answers again",
        plugin);
  }

  @Override
  public void noted(System.Logger.Level level, String plugin, String line) {
    logger.log(level, "plugin {0}: {1}", plugin, line);
  }
}
