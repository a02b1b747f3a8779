// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.observe;

import java.net.InetSocketAddress;
import java.time.Duration;

/**
 * Told what happens to sessions:
 *
 * <pre>
 * accepted
 *   refused                     or
 *   granted
 *     answered                  unless the client left first
 *     closed
 * </pre>
 *
 * Each {@code accepted} is followed by exactly one {@code refused} or {@code granted}, each {@code
 * granted} by exactly one {@code closed}. Called on session and loop threads: an observer must not
 * block and must not throw (what it throws is counted and dropped).
 */
public interface SessionObserver {
  /** A connection was accepted and got a session. */
  default void accepted(String listener, InetSocketAddress source) {}

  /** The session was refused. */
  default void refused(Attempt attempt) {}

  /** The session was granted and the grant recorded; bytes may move from now on. */
  default void granted(Attempt attempt) {}

  /**
   * The client of a granted session was told to go.
   *
   * @param took from the accept until then
   */
  default void answered(String session, Duration took) {}

  /** The granted session ended. */
  default void closed(Ending ending) {}
}
