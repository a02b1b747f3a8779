// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.liveness;

import io.drawbridge.auth.Liveness;
import io.drawbridge.guard.GuardedPlugin;

/**
 * A liveness that a plugin made, asked under the plugin's context class loader. Its key and cost
 * were read once, when it was made, so that they cannot change later.
 */
public final class GuardedLiveness implements TrackedLiveness {
  private static final int MAX_KEY = 256;

  /** The most a question may cost of the budget, which must be able to hold as much. */
  static final int MAX_COST = 10;

  private final Liveness made;
  private final String key;
  private final int cost;
  private final GuardedPlugin plugin;

  private GuardedLiveness(Liveness made, String key, int cost, GuardedPlugin plugin) {
    this.made = made;
    this.key = key;
    this.cost = cost;
    this.plugin = plugin;
  }

  /**
   * Wraps it; runs on a pool thread, since it asks the plugin for key and cost.
   *
   * @throws IllegalArgumentException if the key cannot be used
   */
  public static Liveness of(Liveness made, GuardedPlugin plugin) {
    if (made == Liveness.UNTRACKED) {
      return made;
    }
    String key = made.key();
    if (key == null || key.isBlank() || key.length() > MAX_KEY) {
      throw new IllegalArgumentException("a liveness key is missing or too long");
    }
    return new GuardedLiveness(made, key, Math.clamp(made.cost(), 0, MAX_COST), plugin);
  }

  @Override
  public String key() {
    return key;
  }

  @Override
  public int cost() {
    return cost;
  }

  @Override
  public State check() throws InterruptedException {
    return plugin.inContext(made::check);
  }

  @Override
  public boolean acquire() {
    return plugin.lease().acquire();
  }

  @Override
  public void release() {
    plugin.lease().release();
  }

  @Override
  public String toString() {
    return "Liveness[tracked]";
  }
}
