// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.telemetry;

import io.drawbridge.observe.Attempt;
import io.drawbridge.observe.CloseReason;
import io.drawbridge.observe.Ending;
import io.drawbridge.observe.Refusal;
import io.drawbridge.observe.SessionObserver;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.DoubleSupplier;

/**
 * Counts what happens to one proxy's sessions and plugins. Labels take values from closed sets or
 * bounded tables, never what a client sends. Any thread; counting neither allocates nor waits.
 */
public final class Metrics implements SessionObserver {
  private record Gauge(String name, String help, DoubleSupplier value, String[] labels) {}

  private final LongAdder accepted = new LongAdder();
  private final LongAdder granted = new LongAdder();
  private final LongAdder checked = new LongAdder();
  private final LongAdder refused = new LongAdder();
  private final LongAdder closed = new LongAdder();
  private final LongAdder bytesUp = new LongAdder();
  private final LongAdder bytesDown = new LongAdder();
  private final LongAdder bytesSpliced = new LongAdder();
  private final LongAdder[] refusals = Histogram.adders(Refusal.values().length);
  private final LongAdder[] closes = Histogram.adders(CloseReason.values().length);
  private final Histogram handshakes = new Histogram();
  private final PluginCalls plugins = new PluginCalls();
  private final Map<String, Gauge> gauges = new ConcurrentSkipListMap<>();

  /** All zero. */
  public Metrics() {}

  @Override
  public void accepted(String listener, InetSocketAddress source) {
    accepted.increment();
  }

  @Override
  public void refused(Attempt attempt) {
    refused.increment();
    refusals[attempt.refusal().orElse(Refusal.INTERNAL).ordinal()].increment();
  }

  @Override
  public void granted(Attempt attempt) {
    (attempt.check() ? checked : granted).increment();
  }

  @Override
  public void closed(Ending ending) {
    closed.increment();
    closes[ending.reason().ordinal()].increment();
    bytesUp.add(ending.bytesUp());
    bytesDown.add(ending.bytesDown());
    bytesSpliced.add(ending.bytesSpliced());
  }

  @Override
  public void answered(String session, Duration took) {
    handshakes.record(took);
  }

  /**
   * A plugin was called.
   *
   * @param plugin its name; names beyond the first {@value PluginCalls#NAMES} count as one
   * @param took how long the call took
   * @param fault whether it threw, hung or broke the contract
   */
  public void pluginCall(String plugin, Duration took, boolean fault) {
    plugins.called(plugin, took, fault);
  }

  /** A plugin is no longer asked, or asked again. */
  public void pluginQuarantined(String plugin, boolean on) {
    plugins.quarantined(plugin, on);
  }

  /**
   * Adds a value that is asked for each time the text is written.
   *
   * @param name lower-case letters, digits and underscores, with the prefix {@code drawbridge_}; a
   *     gauge of that name and these labels is replaced
   * @param help one line for a person, the same for all of that name
   * @param value must not block; if it throws, the gauge reads NaN
   * @param labels names and values by turns
   * @throws IllegalArgumentException if the name is not of that form
   */
  public void gauge(String name, String help, DoubleSupplier value, String... labels) {
    if (!name.matches("drawbridge_[a-z0-9_]*")) {
      throw new IllegalArgumentException("not a metric's name: " + name);
    }
    Objects.requireNonNull(value, "value");
    // Ordered by it, those of one name follow each other: a space comes before all that is in one.
    String key = name + ' ' + String.join(" ", labels);
    gauges.put(key, new Gauge(name, help, value, labels.clone()));
  }

  /** Everything, in the Prometheus text format 0.0.4, always in the same order. */
  public String text() {
    Exposition out = new Exposition();
    sessions(out);
    out.metric("drawbridge_refusals_total", "counter", "Sessions refused, by reason.");
    for (Refusal each : Refusal.values()) {
      out.sample(refusals[each.ordinal()].sum(), "reason", each.name());
    }
    out.metric("drawbridge_closes_total", "counter", "Tunnels ended, by reason.");
    for (CloseReason each : CloseReason.values()) {
      out.sample(closes[each.ordinal()].sum(), "reason", each.name());
    }
    out.metric("drawbridge_bytes_total", "counter", "Bytes relayed by tunnels that have ended.")
        .sample(bytesUp.sum(), "direction", "up")
        .sample(bytesDown.sum(), "direction", "down");
    String spliced = "Those of them that the kernel moved without a copy.";
    out.metric("drawbridge_bytes_spliced_total", "counter", spliced).sample(bytesSpliced.sum());
    String handshake = "From accept to the grant's answer.";
    handshakes.write(out.metric("drawbridge_handshake_seconds", "histogram", handshake));
    plugins.write(out);
    String name = "";
    for (Gauge gauge : gauges.values()) {
      if (!gauge.name().equals(name)) {
        name = gauge.name();
        out.metric(name, "gauge", gauge.help());
      }
      out.sample(read(gauge), gauge.labels());
    }
    return out.text();
  }

  private void sessions(Exposition out) {
    // What ends is read before what begins: a gauge must not fall below zero in between.
    long ended = closed.sum();
    long over = refused.sum() + ended;
    long tunnels = granted.sum();
    long checks = checked.sum();
    String connections = "Connections accepted; each has a session.";
    out.metric("drawbridge_connections_total", "counter", connections).sample(accepted.sum());
    out.metric("drawbridge_sessions_total", "counter", "Sessions decided, by outcome.")
        .sample(tunnels, "outcome", "granted")
        .sample(checks, "outcome", "checked")
        .sample(refused.sum(), "outcome", "refused");
    out.metric("drawbridge_sessions_open", "gauge", "Sessions that have not ended.")
        .sample(Math.max(0, accepted.sum() - over));
    // A check is granted and closed as well.
    out.metric("drawbridge_tunnels_open", "gauge", "Tunnels that have not ended.")
        .sample(Math.max(0, tunnels + checks - ended));
  }

  private static double read(Gauge gauge) {
    try {
      return gauge.value().getAsDouble();
    } catch (RuntimeException _) {
      return Double.NaN;
    }
  }
}
