// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.auth;

/**
 * Whether the subject of an identity, a CI job, still runs. The gateway asks before it opens a
 * tunnel, and from then on at an interval; one question serves all tunnels with the same key.
 */
public interface Liveness {
  /** Nobody can be asked. Tunnels of such an identity have a limited lifetime. */
  Liveness UNTRACKED =
      new Liveness() {
        @Override
        public String key() {
          return "";
        }

        @Override
        public State check() {
          return State.UNKNOWN;
        }

        @Override
        public String toString() {
          return "Liveness[untracked]";
        }
      };

  /** What is known about the subject. */
  enum State {
    /** It runs. */
    RUNNING,
    /** It is being ended: nothing new is let in, open tunnels get the configured grace. */
    ENDING,
    /** It is over: its tunnels are closed. */
    ENDED,
    /** Cannot be told now. New sessions are refused, open tunnels are kept for a grace. */
    UNKNOWN
  }

  /**
   * What the subject is called, for example a project and job number. Two identities with the same
   * key, verified by the same authenticator, share their fate. At most 256 characters.
   */
  String key();

  /**
   * Asks now. Blocking; runs on the liveness pool under a deadline.
   *
   * @return the state, never {@code null}
   * @throws InterruptedException when the deadline has passed or the gateway stops
   */
  State check() throws InterruptedException;

  /** How many requests to the authority one {@link #check} costs; counted in its budget. */
  default int cost() {
    return 1;
  }
}
