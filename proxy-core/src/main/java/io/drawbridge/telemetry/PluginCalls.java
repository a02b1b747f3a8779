// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.telemetry;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;

/** Calls to plugins, by the plugin's name. Any thread. */
final class PluginCalls {
  /** Most names kept apart; what comes beyond counts as {@code other}. */
  static final int NAMES = 64;

  private static final class Calls {
    private final Histogram latency = new Histogram();
    private final LongAdder faults = new LongAdder();
    private final AtomicBoolean quarantined = new AtomicBoolean();
  }

  private final Map<String, Calls> byName = new ConcurrentSkipListMap<>();

  void called(String plugin, Duration took, boolean fault) {
    Calls calls = calls(plugin);
    calls.latency.record(took);
    if (fault) {
      calls.faults.increment();
    }
  }

  void quarantined(String plugin, boolean on) {
    calls(plugin).quarantined.set(on);
  }

  private Calls calls(String plugin) {
    Calls calls = byName.get(plugin);
    if (calls != null) {
      return calls;
    }
    return byName.computeIfAbsent(byName.size() < NAMES ? plugin : "other", _ -> new Calls());
  }

  void write(Exposition out) {
    Map<String, Calls> all = new TreeMap<>(byName);
    out.metric("drawbridge_plugin_call_seconds", "histogram", "How long calls to plugins took.");
    all.forEach((plugin, calls) -> calls.latency.write(out, "plugin", plugin));
    out.metric(
        "drawbridge_plugin_faults_total",
        "counter",
        "Calls to plugins that threw, hung or broke the contract.");
    all.forEach((plugin, calls) -> out.sample(calls.faults.sum(), "plugin", plugin));
    out.metric(
        "drawbridge_plugin_quarantined",
        "gauge",
        "1 while a plugin is not asked because it failed repeatedly.");
    all.forEach((plugin, calls) -> out.sample(calls.quarantined.get() ? 1 : 0, "plugin", plugin));
  }
}
