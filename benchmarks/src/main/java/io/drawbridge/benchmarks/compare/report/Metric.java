// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.benchmarks.compare.report;

import java.util.List;
import java.util.Locale;

/** What is measured. Values are whole numbers of a base unit, and shown in a larger one. */
public enum Metric {
  /** Bytes that arrived, both directions together. */
  THROUGHPUT("bytesPerSecond", "throughput", "GB/s", 1e9, true),
  /** CPU time of the proxy for 10^9 bytes that arrived. */
  CPU_PER_GB("cpuNanosPerGigabyte", "CPU per GB", "s", 1e9, false),
  /** The median latency. */
  P50("p50Nanos", "p50", "µs", 1e3, false),
  /** The latency that one in a hundred exceeds. */
  P99("p99Nanos", "p99", "µs", 1e3, false),
  /** The latency that one in a thousand exceeds. */
  P999("p999Nanos", "p99.9", "µs", 1e3, false),
  /** Messages that were due. */
  OFFERED("offeredPerSecond", "offered rate", "/s", 1, true),
  /** Messages that came back. */
  TRIPS("tripsPerSecond", "round trips", "/s", 1, true),
  /** CPU time of the proxy for one message there and back. */
  CPU_PER_TRIP("cpuNanosPerTrip", "CPU per round trip", "µs", 1e3, false),
  /** Connections, or handshakes. */
  RATE("perSecond", "rate", "/s", 1, true),
  /** CPU time of the proxy for one connection, or handshake. */
  CPU_EACH("cpuNanosEach", "CPU each", "µs", 1e3, false),
  /** CPU time of the proxy a second under load: the processors that it kept busy. */
  PROCESSORS("cpuNanosPerSecond", "processors used", "CPU s/s", 1e9, false),
  /** The share of handshakes that resumed a session. */
  RESUMED("resumedPerMille", "resumed", "‰", 1, true),
  /** Resident memory that one more tunnel takes, after a full collection where there is a heap. */
  RESIDENT("residentBytesEach", "resident each", "KB", 1024, false),
  /** The same before that collection: what opening the tunnels left behind counts. */
  RESIDENT_AT_ONCE("residentAtOnceBytesEach", "resident each, uncollected", "KB", 1024, false),
  /** Heap, after a full collection, that one more tunnel takes. */
  HEAP("heapBytesEach", "heap each", "KB", 1024, false),
  /** CPU time of the proxy a second while nothing happens. */
  IDLE_CPU("idleCpuNanosPerSecond", "CPU while idle", "ms/s", 1e6, false);

  /** Those that are CPU time of the work done. A reading has one of them at most. */
  public static final List<Metric> CPU = List.of(CPU_PER_GB, CPU_PER_TRIP, CPU_EACH);

  private final String key;
  private final String label;
  private final String unit;
  private final double scale;
  private final boolean more;

  Metric(String key, String label, String unit, double scale, boolean more) {
    this.key = key;
    this.label = label;
    this.unit = unit;
    this.scale = scale;
    this.more = more;
  }

  /** Its name in JSON, with its base unit. */
  public String key() {
    return key;
  }

  /** Its name and unit for people. */
  public String title() {
    return label + ", " + unit;
  }

  /** A value in the unit of the title, with three digits that count. */
  public String text(double value) {
    double shown = value / scale;
    double size = Math.abs(shown);
    String format = size >= 100 ? "%,.0f" : size >= 10 ? "%.1f" : size >= 1 ? "%.2f" : "%.3f";
    return String.format(Locale.ROOT, format, shown);
  }

  /** Whether more is better. */
  public boolean moreIsBetter() {
    return more;
  }
}
