// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.session;

import io.drawbridge.auth.Credentials;
import io.drawbridge.auth.Grant;
import io.drawbridge.auth.Peer;
import io.drawbridge.loop.Deadline;
import io.drawbridge.observe.CloseReason;
import io.drawbridge.observe.RefusedException;
import io.drawbridge.observe.ShadowDecision;
import java.util.Optional;
import java.util.function.Consumer;

/** The decisions of a session, in the order they are asked. Each answers yes or throws the no. */
public sealed interface Access permits LocalAccess, PolicedAccess {
  /** Who is it? */
  Admitted authenticate(Credentials presented, Peer peer, Deadline deadline)
      throws RefusedException, InterruptedException;

  /** May they reach the target? */
  Grant authorize(Admitted who, String target, Peer peer, Deadline deadline)
      throws RefusedException, InterruptedException;

  /**
   * What they are told where there is no such target or port: the same as when nothing grants it,
   * since what exists here is nobody's business.
   */
  String denial(Admitted who);

  /** What the rules that are only tried out would decide otherwise. Changes nothing. */
  default Optional<ShadowDecision> shadow(Admitted who, String target, Peer peer) {
    return Optional.empty();
  }

  /** Does their job still run? */
  void requireAlive(Admitted who, Deadline deadline) throws RefusedException, InterruptedException;

  /**
   * Watches the job from now on.
   *
   * @param over told once when the tunnel must end for the job's sake
   * @return closed when the tunnel has ended
   */
  Watched watch(Admitted who, Consumer<CloseReason> over);

  /** A job that is being watched. */
  public interface Watched {
    /** Nothing is watched. */
    Watched NOTHING = () -> {};

    /** Ends the watching. Idempotent, never blocks. */
    void close();
  }
}
