// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.liveness;

import io.drawbridge.auth.Liveness;
import io.drawbridge.observe.CloseReason;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What the answers about one job mean for its tunnels:
 *
 * <pre>
 * RUNNING  kept, and everything before is forgotten
 * ENDING   kept for the canceling grace, then JOB_ENDED
 * ENDED    JOB_ENDED
 * UNKNOWN  kept for the unknown grace, then AUTHORITY_LOST; an ENDING before it goes on
 * </pre>
 *
 * Times are nanoseconds of one ticker. Not safe for concurrent use.
 */
final class JobFate {
  private final long unknownGrace;
  private final long cancelingGrace;
  private boolean ending;
  private boolean unknown;
  private boolean ended;
  private long endingSince;
  private long unknownSince;

  JobFate(LivenessSettings settings) {
    unknownGrace = settings.unknownGrace().toNanos();
    cancelingGrace = settings.cancelingGrace().toNanos();
  }

  /** An answer; tells whether the tunnels are to be closed now, and why. */
  Optional<CloseReason> told(Liveness.State state, long now) {
    switch (state) {
      case RUNNING -> {
        ending = false;
        unknown = false;
        ended = false;
      }
      case ENDING -> {
        unknown = false;
        endingSince = ending ? endingSince : now;
        ending = true;
      }
      case ENDED -> ended = true;
      case UNKNOWN -> {
        unknownSince = unknown ? unknownSince : now;
        unknown = true;
      }
    }
    return at(now);
  }

  /** Whether a grace has passed, or the job was known to be over all along. */
  Optional<CloseReason> at(long now) {
    ended = ended || ending && now - endingSince - cancelingGrace >= 0;
    if (ended) {
      return Optional.of(CloseReason.JOB_ENDED);
    }
    return unknown && now - unknownSince - unknownGrace >= 0
        ? Optional.of(CloseReason.AUTHORITY_LOST)
        : Optional.empty();
  }

  /** Whether the job is over for good. */
  boolean isEnded() {
    return ended;
  }

  /** When the next grace passes; empty if none runs. */
  OptionalLong graceEnds() {
    long endingEnds = endingSince + cancelingGrace;
    long unknownEnds = unknownSince + unknownGrace;
    if (ending && unknown) {
      return OptionalLong.of(endingEnds - unknownEnds < 0 ? endingEnds : unknownEnds);
    }
    return ending
        ? OptionalLong.of(endingEnds)
        : unknown ? OptionalLong.of(unknownEnds) : OptionalLong.empty();
  }
}
