// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.wiring;

import io.drawbridge.audit.AuditLog;
import io.drawbridge.guard.VirtualThreadWatch;
import io.drawbridge.session.Engine;
import io.drawbridge.session.Listener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Whether the proxy lives, and whether it may be sent jobs. */
record Readiness(
    Engine engine,
    Optional<AuditLog> audit,
    List<Listener> listeners,
    VirtualThreadWatch virtualThreads,
    CertificateWatch certificates) {
  /** Five times as long as a loop with nothing to do sleeps. */
  private static final Duration STUCK = Duration.ofSeconds(5);

  /** The watch makes them run within a few seconds, unless it is threads that are missing. */
  private static final Duration LOST = Duration.ofSeconds(30);

  boolean live() {
    return turns() && virtualThreads.since().compareTo(LOST) <= 0;
  }

  private boolean turns() {
    return engine.loops().sinceOldestIteration().compareTo(STUCK) <= 0;
  }

  List<String> problems() {
    List<String> problems = new ArrayList<>();
    if (engine.sessions().isDraining()) {
      problems.add("draining");
    }
    audit.flatMap(AuditLog::problem).ifPresent(problems::add);
    problems.addAll(engine.access().problems());
    engine.sessions().problem().ifPresent(problems::add);
    certificates.problem().ifPresent(problems::add);
    listeners.forEach(each -> each.problem().ifPresent(problems::add));
    virtualThreads.problem().ifPresent(problems::add);
    if (!turns()) {
      problems.add("an event loop is stuck");
    }
    if (engine.loops().faultsGoOn()) {
      problems.add("faults on an event loop end tunnels; the log has their stack");
    }
    return problems;
  }
}
