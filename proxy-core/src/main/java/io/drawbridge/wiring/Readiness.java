// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.wiring;

import io.drawbridge.audit.AuditLog;
import io.drawbridge.guard.VirtualThreadWatch;
import io.drawbridge.liveness.LivenessPolls;
import io.drawbridge.loop.LoopGroup;
import io.drawbridge.session.Listener;
import io.drawbridge.session.Sessions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Whether the proxy lives and whether it may be sent jobs.
 *
 * @param listeners whether they accept
 * @param sessions whether it drains
 * @param audit whether grants can be recorded
 * @param loops whether they turn
 * @param virtualThreads whether they run
 * @param plugins whether any of them can say who somebody is; empty on a job's own side
 * @param polls whether the ends of jobs are noticed in time; empty on a job's own side
 * @param certificates whether renewed ones are noticed
 */
record Readiness(
    List<Listener> listeners,
    Sessions sessions,
    Optional<AuditLog> audit,
    LoopGroup loops,
    VirtualThreadWatch virtualThreads,
    Optional<PluginObjects> plugins,
    Optional<LivenessPolls> polls,
    CertificateWatch certificates) {
  /** Five times as long as a loop with nothing to do sleeps. */
  private static final Duration STUCK = Duration.ofSeconds(5);

  /** The watch makes them run within a few seconds, unless it is threads that are missing. */
  private static final Duration LOST = Duration.ofSeconds(30);

  boolean live() {
    return turns() && virtualThreads.since().compareTo(LOST) <= 0;
  }

  private boolean turns() {
    return loops.sinceOldestIteration().compareTo(STUCK) <= 0;
  }

  List<String> problems() {
    List<String> problems = new ArrayList<>();
    if (sessions.isDraining()) {
      problems.add("draining");
    }
    audit.flatMap(AuditLog::problem).ifPresent(problems::add);
    plugins.ifPresent(made -> problems.addAll(made.authenticators().problems()));
    polls.ifPresent(watched -> problems.addAll(watched.problems()));
    sessions.problem().ifPresent(problems::add);
    certificates.problem().ifPresent(problems::add);
    listeners.forEach(each -> each.problem().ifPresent(problems::add));
    virtualThreads.problem().ifPresent(problems::add);
    if (!turns()) {
      problems.add("an event loop is stuck");
    }
    if (loops.faultsGoOn()) {
      problems.add("faults on an event loop end tunnels; the log has their stack");
    }
    return problems;
  }
}
