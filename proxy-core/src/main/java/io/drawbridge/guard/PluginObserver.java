// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.guard;

import java.time.Duration;

/** Told how the calls into plugins go. Called on session and pool threads; must not block. */
public interface PluginObserver {
  /** Observes nothing. */
  PluginObserver NONE = new PluginObserver() {};

  /**
   * A call ended, or its time did.
   *
   * @param plugin the plugin's name in the configuration
   * @param took how long the caller waited
   * @param fault whether it threw, answered nothing usable, or did not answer in time
   */
  default void called(String plugin, Duration took, boolean fault) {}

  /** A plugin is not asked any more ({@code on}) or is asked again. */
  default void quarantined(String plugin, boolean on) {}

  /** A line for the operator's log: no secret, no message of a plugin's exception. */
  default void noted(System.Logger.Level level, String plugin, String line) {}
}
