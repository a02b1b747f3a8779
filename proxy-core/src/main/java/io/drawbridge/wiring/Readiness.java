// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.wiring;

import io.drawbridge.audit.AuditLog;
import io.drawbridge.liveness.LivenessPolls;
import io.drawbridge.loop.LoopGroup;
import io.drawbridge.session.Sessions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Whether the proxy lives and whether it may be sent jobs.
 *
 * @param sessions whether it drains
 * @param audit whether grants can be recorded
 * @param loops whether they turn
 * @param plugins whether any of them can say who somebody is; empty on a job's own side
 * @param polls whether the ends of jobs are noticed in time; empty on a job's own side
 * @param certificates whether renewed ones are noticed
 */
record Readiness(
    Sessions sessions,
    Optional<AuditLog> audit,
    LoopGroup loops,
    Optional<PluginObjects> plugins,
    Optional<LivenessPolls> polls,
    CertificateWatch certificates) {
  /** Five times as long as a loop with nothing to do sleeps. */
  private static final Duration STUCK = Duration.ofSeconds(5);

  /** Whether every loop turns. */
  boolean live() {
    return loops.sinceOldestIteration().compareTo(STUCK) <= 0;
  }

  /** What keeps it from letting jobs in. */
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
    if (!live()) {
      problems.add("an event loop is stuck");
    }
    if (loops.faultsGoOn()) {
      problems.add("faults on an event loop end tunnels; the log has their stack");
    }
    return problems;
  }
}
