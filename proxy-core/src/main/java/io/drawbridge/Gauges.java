// SPDX-License-Identifier: Apache-2.0
package io.drawbridge;

import io.drawbridge.leg.LegBuffers;
import io.drawbridge.loop.EventLoop;
import io.drawbridge.session.Engine;
import io.drawbridge.session.Listener;
import io.drawbridge.telemetry.Metrics;
import java.util.List;

/** What the metrics read when they are asked, rather than being told. */
final class Gauges {
  private Gauges() {}

  static void register(Metrics metrics, Engine engine, List<Listener> listeners) {
    metrics.gauge(
        "drawbridge_sessions_negotiating",
        "Connections between accept and tunnel.",
        () -> engine.sessions().negotiating());
    metrics.gauge(
        "drawbridge_buffers_out",
        "Buffers that flows and TLS legs hold now.",
        LegBuffers::outstanding);
    metrics.gauge(
        "drawbridge_loop_stalls",
        "Turns of an event loop that took too long, since the start.",
        () -> engine.loops().loops().stream().mapToLong(EventLoop::stalls).sum());
    metrics.gauge(
        "drawbridge_accept_errors",
        "Failed accepts since the start.",
        () -> listeners.stream().mapToLong(Listener::errors).sum());
    metrics.gauge(
        "drawbridge_observer_faults",
        "Observers that threw, since the start.",
        () -> engine.journal().faults());
  }
}
