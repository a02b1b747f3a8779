// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.identify;

import io.drawbridge.auth.Authentication;
import io.drawbridge.auth.Claims;
import io.drawbridge.auth.Identity;
import io.drawbridge.auth.Liveness;
import io.drawbridge.liveness.TrackedLiveness;
import java.time.Duration;
import java.util.List;

/**
 * What all authenticators together say of credentials. Only {@link Verified} lets a session go on.
 */
public sealed interface Verdict {
  /**
   * They are genuine: who a session acts for.
   *
   * @param authenticator the name of the one that verified them; empty on a local listener
   * @param identity who they prove
   * @param liveness whether their job runs; the same object for the same remembered credentials;
   *     {@link Liveness#UNTRACKED} where nobody can be asked
   * @param reuse for how long the same credentials may be answered so; zero: this time only
   */
  record Verified(String authenticator, Identity identity, Liveness liveness, Duration reuse)
      implements Verdict {
    /** For this time only. */
    public Verified(String authenticator, Identity identity, Liveness liveness) {
      this(authenticator, identity, liveness, Duration.ZERO);
    }

    /** Whether somebody can be asked about its job. */
    public boolean tracked() {
      return liveness != Liveness.UNTRACKED;
    }

    /** The jobs it is counted by, each of those behind several credentials; empty if none. */
    public List<String> jobKeys() {
      return TrackedLiveness.jobs(liveness).stream().map(key -> authenticator + "|" + key).toList();
    }

    /** Whether its tunnels count for its principal: on a local listener everybody is the same. */
    public boolean counted() {
      return !authenticator.isEmpty();
    }
  }

  /**
   * They are bad.
   *
   * @param authenticator the name of the one that says so
   * @param reason the class of the fault
   * @param explanation one sentence for the client
   * @param claimed what they say of themselves, unverified
   */
  record Rejected(
      String authenticator, Authentication.Reason reason, String explanation, Claims claimed)
      implements Verdict {}

  /**
   * It cannot be told now.
   *
   * @param explanation one sentence for the client
   */
  record Unavailable(String explanation) implements Verdict {}

  /**
   * Nothing was presented, or nothing that any authenticator knows.
   *
   * @param explanation one sentence for the client
   */
  record Unknown(String explanation) implements Verdict {}

  /**
   * Too many sessions wait to be told.
   *
   * @param explanation one sentence for the client
   */
  record Overloaded(String explanation) implements Verdict {}
}
