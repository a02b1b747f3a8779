// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drawbridge.auth.Claims;
import io.drawbridge.observe.Attempt;
import io.drawbridge.observe.CloseReason;
import io.drawbridge.observe.Ending;
import io.drawbridge.observe.Refusal;
import io.drawbridge.observe.Stage;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class MetricsTest {
  private static final InetSocketAddress SOURCE = new InetSocketAddress("192.0.2.1", 1);
  private static final String NAME = "[a-zA-Z_:][a-zA-Z0-9_:]*";
  private static final String LABEL = "[a-z_]+=\"(?:[^\"\\\\\n]|\\\\[\\\\n\"])*\"";
  private static final Pattern SAMPLE =
      Pattern.compile(
          "(" + NAME + ")(?:\\{(" + LABEL + "(?:," + LABEL + ")*)})? (NaN|[+-]Inf|-?[0-9.E-]+)");
  private static final Pattern META = Pattern.compile("# (HELP|TYPE) (" + NAME + ") ([^\n]+)");

  private final Metrics metrics = new Metrics();

  private static Attempt attempt(Refusal refusal, boolean check) {
    return new Attempt(
        "s",
        Instant.EPOCH,
        "ci",
        SOURCE,
        check,
        Stage.RECORDING,
        Optional.ofNullable(refusal),
        "t",
        "",
        "",
        "",
        Optional.empty(),
        Claims.NONE,
        Optional.empty());
  }

  private static Ending ending(CloseReason reason, long up, long down) {
    return new Ending("s", Instant.EPOCH, reason, up, down, 0, Duration.ZERO);
  }

  /** Every sample by its name and labels; fails where the text breaks the format. */
  private Map<String, Double> samples() {
    Map<String, Double> samples = new HashMap<>();
    Set<String> typed = new HashSet<>();
    String current = "";
    String text = metrics.text();
    assertTrue(text.endsWith("\n"));
    for (String line : text.split("\n")) {
      if (line.startsWith("#")) {
        Matcher meta = META.matcher(line);
        assertTrue(meta.matches(), line);
        if (meta.group(1).equals("TYPE")) {
          assertTrue(typed.add(meta.group(2)), "typed twice: " + line);
          assertTrue(Set.of("counter", "gauge", "histogram").contains(meta.group(3)), line);
        }
        current = meta.group(2);
      } else {
        Matcher sample = SAMPLE.matcher(line);
        assertTrue(sample.matches(), line);
        String family = sample.group(1).replaceFirst("_(bucket|sum|count)$", "");
        assertTrue(typed.contains(family) || typed.contains(sample.group(1)), line);
        assertTrue(sample.group(1).startsWith(current), "out of its group: " + line);
        String key = line.substring(0, line.lastIndexOf(' '));
        String number = sample.group(3).replace("Inf", "Infinity");
        assertEquals(null, samples.put(key, Double.valueOf(number)), "twice: " + line);
      }
    }
    return samples;
  }

  @Test
  void countsSessionsByWhatBecameOfThem() {
    for (int i = 0; i < 5; i++) {
      metrics.accepted("ci", SOURCE);
    }
    metrics.granted(attempt(null, false));
    metrics.granted(attempt(null, false));
    metrics.granted(attempt(null, true));
    metrics.refused(attempt(Refusal.DENIED, false));
    metrics.closed(ending(CloseReason.JOB_ENDED, 10, 20));
    metrics.closed(ending(CloseReason.COMPLETED, 0, 0));
    Map<String, Double> samples = samples();
    assertEquals(5, samples.get("drawbridge_connections_total"));
    assertEquals(2, samples.get("drawbridge_sessions_total{outcome=\"granted\"}"));
    assertEquals(1, samples.get("drawbridge_sessions_total{outcome=\"checked\"}"));
    assertEquals(1, samples.get("drawbridge_sessions_total{outcome=\"refused\"}"));
    assertEquals(1, samples.get("drawbridge_refusals_total{reason=\"DENIED\"}"));
    assertEquals(0, samples.get("drawbridge_refusals_total{reason=\"INTERNAL\"}"));
    assertEquals(1, samples.get("drawbridge_closes_total{reason=\"JOB_ENDED\"}"));
    assertEquals(10, samples.get("drawbridge_bytes_total{direction=\"up\"}"));
    assertEquals(20, samples.get("drawbridge_bytes_total{direction=\"down\"}"));
    assertEquals(2, samples.get("drawbridge_sessions_open"), "one undecided, one relaying");
    assertEquals(1, samples.get("drawbridge_tunnels_open"));
  }

  @Test
  void everyReasonIsThereFromTheStart() {
    Map<String, Double> samples = samples();
    for (Refusal refusal : Refusal.values()) {
      assertEquals(0, samples.get("drawbridge_refusals_total{reason=\"" + refusal + "\"}"));
    }
    for (CloseReason reason : CloseReason.values()) {
      assertEquals(0, samples.get("drawbridge_closes_total{reason=\"" + reason + "\"}"));
    }
  }

  @Test
  void histogramsAddUp() {
    metrics.answered("s", Duration.ofMillis(1));
    metrics.answered("s", Duration.ofMillis(40));
    metrics.answered("s", Duration.ofSeconds(60));
    Map<String, Double> samples = samples();
    String bucket = "drawbridge_handshake_seconds_bucket{le=\"";
    assertEquals(1, samples.get(bucket + "0.001\"}"));
    assertEquals(1, samples.get(bucket + "0.025\"}"));
    assertEquals(2, samples.get(bucket + "0.05\"}"));
    assertEquals(2, samples.get(bucket + "10\"}"));
    assertEquals(3, samples.get(bucket + "+Inf\"}"));
    assertEquals(3, samples.get("drawbridge_handshake_seconds_count"));
    assertEquals(60.041, samples.get("drawbridge_handshake_seconds_sum"), 1e-9);
  }

  @Test
  void pluginsAreToldApartButNotWithoutBound() {
    metrics.pluginCall("gitlab", Duration.ofMillis(3), false);
    metrics.pluginCall("gitlab", Duration.ofMillis(3), true);
    metrics.pluginQuarantined("gitlab", true);
    for (int i = 0; i < 500; i++) {
      metrics.pluginCall("p" + i, Duration.ZERO, false);
    }
    Map<String, Double> samples = samples();
    assertEquals(2, samples.get("drawbridge_plugin_call_seconds_count{plugin=\"gitlab\"}"));
    assertEquals(1, samples.get("drawbridge_plugin_faults_total{plugin=\"gitlab\"}"));
    assertEquals(1, samples.get("drawbridge_plugin_quarantined{plugin=\"gitlab\"}"));
    long names =
        samples.keySet().stream().filter(k -> k.startsWith("drawbridge_plugin_faults_")).count();
    assertTrue(names <= PluginCalls.NAMES + 1, names + " names");
    assertEquals(437, samples.get("drawbridge_plugin_call_seconds_count{plugin=\"other\"}"));
  }

  @Test
  void escapesWhatCouldBreakTheText() {
    metrics.pluginCall("a\"b\\c\nd\re", Duration.ZERO, false);
    metrics.gauge("drawbridge_odd", "two\nlines \\ \"quoted\"", () -> 1);
    assertEquals(
        1, samples().get("drawbridge_plugin_call_seconds_count{plugin=\"a\\\"b\\\\c\\nd?e\"}"));
    assertTrue(metrics.text().contains("# HELP drawbridge_odd two\\nlines \\\\ \"quoted\"\n"));
  }

  @Test
  void gaugesAreAskedEachTimeAndMayFail() {
    double[] value = {1.5};
    metrics.gauge("drawbridge_buffers_out", "Buffers.", () -> value[0]);
    metrics.gauge("drawbridge_broken", "Broken.", () -> Double.parseDouble("x"));
    assertEquals(1.5, samples().get("drawbridge_buffers_out"));
    value[0] = -2;
    assertEquals(-2, samples().get("drawbridge_buffers_out"));
    assertTrue(samples().get("drawbridge_broken").isNaN());
    assertThrows(IllegalArgumentException.class, () -> metrics.gauge("bad name", "", () -> 1));
    assertThrows(IllegalArgumentException.class, () -> metrics.gauge("other_x", "", () -> 1));
  }

  @Test
  void gaugesOfOneNameAreToldApartByTheirLabelsInOneGroup() {
    metrics.gauge("drawbridge_ends", "Ends.", () -> 2, "listener", "b");
    metrics.gauge("drawbridge_ends_soon", "Soon.", () -> 3);
    metrics.gauge("drawbridge_ends", "Ends.", () -> 1, "listener", "a \"quoted\"");
    Map<String, Double> samples = samples();
    assertEquals(1, samples.get("drawbridge_ends{listener=\"a \\\"quoted\\\"\"}"));
    assertEquals(2, samples.get("drawbridge_ends{listener=\"b\"}"));
    assertEquals(3, samples.get("drawbridge_ends_soon"));
  }

  @Test
  void theOrderIsAlwaysTheSame() {
    Metrics other = new Metrics();
    for (String plugin : new String[] {"b", "a", "c"}) {
      metrics.pluginCall(plugin, Duration.ZERO, false);
    }
    for (String plugin : new String[] {"c", "b", "a"}) {
      other.pluginCall(plugin, Duration.ZERO, false);
    }
    assertEquals(metrics.text(), other.text());
  }

  @Test
  void losesNoCountAmongManyThreadsAndShowsNoNegativeGauge() {
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      for (int t = 0; t < 4; t++) {
        threads.execute(
            () -> {
              for (int i = 0; i < 5000; i++) {
                metrics.accepted("ci", SOURCE);
                metrics.granted(attempt(null, false));
                metrics.closed(ending(CloseReason.COMPLETED, 1, 1));
              }
            });
      }
      for (int i = 0; i < 50; i++) {
        assertFalse(samples().get("drawbridge_tunnels_open") < 0);
      }
    }
    Map<String, Double> samples = samples();
    assertEquals(20_000, samples.get("drawbridge_closes_total{reason=\"COMPLETED\"}"));
    assertEquals(0, samples.get("drawbridge_sessions_open"));
    assertEquals(0, samples.get("drawbridge_tunnels_open"));
  }
}
