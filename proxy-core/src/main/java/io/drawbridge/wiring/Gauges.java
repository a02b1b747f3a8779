// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.wiring;

import io.drawbridge.identify.Authenticators;
import io.drawbridge.leg.LegBuffers;
import io.drawbridge.liveness.LivenessPolls;
import io.drawbridge.loop.EventLoop;
import io.drawbridge.session.Engine;
import io.drawbridge.session.Listener;
import io.drawbridge.session.PolicedAccess;
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
        "drawbridge_pipes_open",
        "Kernel pipes for bulk, in use or kept for it.",
        () -> engine.pipes().open());
    metrics.gauge(
        "drawbridge_pipes_out", "Kernel pipes that flows hold now.", () -> engine.pipes().leased());
    metrics.gauge(
        "drawbridge_loop_stalls",
        "Turns of an event loop that took too long, since the start.",
        () -> engine.loops().loops().stream().mapToLong(EventLoop::stalls).sum());
    metrics.gauge(
        "drawbridge_loop_faults",
        "Tasks of an event loop that threw, since the start.",
        () -> engine.loops().faults());
    metrics.gauge(
        "drawbridge_accept_errors",
        "Failed accepts since the start.",
        () -> listeners.stream().mapToLong(Listener::errors).sum());
    metrics.gauge(
        "drawbridge_observer_faults",
        "Observers that threw, since the start.",
        () -> engine.events().faults());
    if (engine.access() instanceof PolicedAccess policed) {
      register(metrics, policed.authenticators(), policed.polls());
    }
  }

  private static void register(
      Metrics metrics, Authenticators authenticators, LivenessPolls polls) {
    metrics.gauge(
        "drawbridge_liveness_interval_seconds",
        "The longest time between two questions about a job now; more than configured when the"
            + " requests a minute do not suffice.",
        () -> polls.currentInterval().toMillis() / 1_000.0);
    metrics.gauge(
        "drawbridge_liveness_bound_seconds",
        "How long after the end of its job a tunnel is ended at the latest, with the jobs that are"
            + " watched now.",
        () -> polls.bound().toMillis() / 1_000.0);
    metrics.gauge("drawbridge_liveness_watched", "Jobs that are watched now.", polls::watched);
    metrics.gauge(
        "drawbridge_credentials_remembered",
        "Verified credentials that are remembered now.",
        authenticators::rememberedCount);
    metrics.gauge(
        "drawbridge_plugin_late_answers",
        "Answers of plugins that came after their time, since the start.",
        authenticators::lateAnswers);
  }
}
