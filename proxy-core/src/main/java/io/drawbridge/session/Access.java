// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.session;

import io.drawbridge.auth.Claims;
import io.drawbridge.auth.Credentials;
import io.drawbridge.auth.Grant;
import io.drawbridge.auth.Identity;
import io.drawbridge.auth.Limits;
import io.drawbridge.auth.Liveness;
import io.drawbridge.auth.Peer;
import io.drawbridge.identify.Verdict;
import io.drawbridge.liveness.LivenessPolls.Watch;
import io.drawbridge.loop.Deadline;
import io.drawbridge.observe.CloseReason;
import io.drawbridge.observe.Refusal;
import io.drawbridge.observe.RefusedException;
import io.drawbridge.observe.ShadowDecision;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** The decisions of a session, in the order they are asked. Each answers yes or throws the no. */
public sealed interface Access permits Access.Local, PolicedAccess {
  /** Who is it? */
  Verdict.Verified authenticate(Credentials presented, Peer peer, Deadline deadline)
      throws RefusedException, InterruptedException;

  /**
   * May they reach the target? What is no target here is decided by the same parts in the same
   * order, and refused in the same words: neither status nor time may tell which names are targets.
   *
   * @param missing for the audit, why there is no such target or port; empty if there is
   */
  Grant authorize(
      Verdict.Verified who, String target, Optional<String> missing, Peer peer, Deadline deadline)
      throws RefusedException, InterruptedException;

  /** What the rules that are only tried out would decide otherwise. Changes nothing. */
  default Optional<ShadowDecision> shadow(Verdict.Verified who, String target, Peer peer) {
    return Optional.empty();
  }

  /** Does their job still run? */
  void requireAlive(Verdict.Verified who, Deadline deadline)
      throws RefusedException, InterruptedException;

  /**
   * Watches the job from now on.
   *
   * @param over told once when the tunnel must end for the job's sake
   * @return closed when the tunnel has ended
   */
  Watch watch(Verdict.Verified who, Consumer<CloseReason> over);

  /** Why it cannot say yes, or not notice the end of a job in time; a line each. */
  List<String> problems();

  /**
   * The job's side: whoever can connect to a local listener acts for the job, and the gateway at
   * the other end decides. Only used together with a dialer that goes through a gateway.
   */
  record Local() implements Access {
    private static final Verdict.Verified JOB =
        new Verdict.Verified(
            "",
            new Identity("local", "local", Claims.NONE, Map.of(), Instant.MAX),
            Liveness.UNTRACKED);
    private static final Grant GRANT = new Grant("local listener", Limits.NONE);

    @Override
    public Verdict.Verified authenticate(Credentials presented, Peer peer, Deadline deadline) {
      return JOB;
    }

    @Override
    public Grant authorize(
        Verdict.Verified who, String target, Optional<String> missing, Peer peer, Deadline deadline)
        throws RefusedException {
      if (missing.isPresent()) {
        throw new RefusedException(Refusal.DENIED, missing.get());
      }
      return GRANT;
    }

    @Override
    public void requireAlive(Verdict.Verified who, Deadline deadline) {
      // The gateway asks: it has the credentials of the job.
    }

    @Override
    public Watch watch(Verdict.Verified who, Consumer<CloseReason> over) {
      return () -> {};
    }

    @Override
    public List<String> problems() {
      return List.of();
    }
  }
}
