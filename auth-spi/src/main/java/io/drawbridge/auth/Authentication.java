// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.auth;

import java.time.Duration;
import java.util.Objects;

/** An authenticator's answer. Only {@link Verified} lets a session go on. */
public sealed interface Authentication {

  /**
   * The credentials are genuine.
   *
   * @param identity who they prove
   * @param liveness whether the job behind them still runs; {@link Liveness#UNTRACKED} where nobody
   *     can be asked
   * @param reuse for how long the gateway may remember this answer for exactly the same
   *     credentials; zero forbids it. The gateway never goes past the identity's expiry nor past
   *     ten minutes.
   */
  record Verified(Identity identity, Liveness liveness, Duration reuse) implements Authentication {
    /** Checks that nothing is missing and {@code reuse} is not negative. */
    public Verified {
      Objects.requireNonNull(identity, "identity");
      Objects.requireNonNull(liveness, "liveness");
      if (reuse.isNegative()) {
        throw new IllegalArgumentException("reuse is negative");
      }
    }
  }

  /** The credentials are of another kind; the next authenticator is asked. */
  record NotMine() implements Authentication {}

  /**
   * The credentials are of this authenticator's kind, and bad. Ends the search.
   *
   * @param reason the class of the fault
   * @param explanation one sentence for the person who presented them; it may repeat what they
   *     presented, but no secret
   * @param claimed what the credentials say of themselves, unverified: shown in the audit and by
   *     {@code explain}, never matched by a rule
   */
  record Rejected(Reason reason, String explanation, Claims claimed) implements Authentication {
    /** Checks that nothing is missing. */
    public Rejected {
      Objects.requireNonNull(reason, "reason");
      Objects.requireNonNull(explanation, "explanation");
      Objects.requireNonNull(claimed, "claimed");
    }
  }

  /**
   * The authenticator cannot decide now, for example because the issuer's keys cannot be had. The
   * session is refused (503) unless a later authenticator verifies the credentials.
   *
   * @param explanation one sentence without secrets
   */
  record Unavailable(String explanation) implements Authentication {
    /** Checks that nothing is missing. */
    public Unavailable {
      Objects.requireNonNull(explanation, "explanation");
    }
  }

  /** Why credentials were rejected. */
  enum Reason {
    /** Not readable as what it claims to be. */
    MALFORMED,
    /** Its end of life has passed. */
    EXPIRED,
    /** Its life has not begun. */
    NOT_YET_VALID,
    /** From an issuer that is not trusted here. */
    WRONG_ISSUER,
    /** Made for another service. */
    WRONG_AUDIENCE,
    /** Signed with a key that the issuer does not publish. */
    UNKNOWN_KEY,
    /** The signature does not fit. */
    BAD_SIGNATURE,
    /** Something that must be said in it is missing or of the wrong type. */
    MISSING_CLAIM,
    /** Genuine, but not meant for this use. */
    WRONG_PURPOSE,
    /** From the pipeline of a fork. */
    FORK,
    /** Withdrawn. */
    REVOKED,
    /** Anything else; the explanation says what. */
    OTHER
  }
}
