// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.observe;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

/**
 * How a granted session ended.
 *
 * @param session the session's id
 * @param at when
 * @param reason why
 * @param bytesUp bytes from the client that the target's side took
 * @param bytesDown bytes from the target that the client's side took
 * @param bytesSpliced those of both directions that the kernel moved without a copy in this process
 * @param duration from the grant to the end
 */
public record Ending(
    String session,
    Instant at,
    CloseReason reason,
    long bytesUp,
    long bytesDown,
    long bytesSpliced,
    Duration duration) {
  /** Checks that nothing is missing. */
  public Ending {
    Objects.requireNonNull(session, "session");
    Objects.requireNonNull(at, "at");
    Objects.requireNonNull(reason, "reason");
    Objects.requireNonNull(duration, "duration");
  }
}
