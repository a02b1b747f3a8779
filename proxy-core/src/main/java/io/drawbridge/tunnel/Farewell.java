// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.tunnel;

/**
 * Whether a reset is only how a tunnel that had done its work came to its end. A database whose
 * client says goodbye inside its own TLS often closes over those last bytes, and what it says to a
 * client that has gone is answered with a reset, too. To call each such run a broken one would bury
 * those that are.
 *
 * <p>TCP tells neither whether such a client still listens nor whether the target has said all: so
 * the reset is passed on in any case. Only the reason is another one, and only if the client's end
 * was read, the target's leg has taken all before it, nothing is pending for the client, and the
 * target has said no more since than a farewell. Loop thread only.
 */
final class Farewell {
  /**
   * The most that counts as one. A TLS alert is 24 to 90 bytes; that leaves room for a database's
   * last line, and is less than an answer that somebody waits for would be cut at by chance.
   */
  static final int MOST_BYTES = 512;

  private final Flow up;
  private final Flow down;
  private long before = -1; // bytes down when the client's end was read
  private boolean lost;

  Farewell(Flow up, Flow down) {
    this.up = up;
    this.down = down;
  }

  /** After every event. */
  void note() {
    if (before < 0 && up.sourceEnded()) {
      before = down.progress().moved();
    }
  }

  /**
   * A leg has failed, and nothing was given up for it yet.
   *
   * @param sealed whether bytes are inside that leg, taken and not sent
   */
  void look(boolean sealed) {
    note();
    lost = sealed || down.blocked();
  }

  /** Whether that was all; once what the failed leg had said was offered. */
  boolean explainsReset() {
    return before >= 0
        && !lost
        && !down.blocked()
        && down.progress().moved() - before <= MOST_BYTES;
  }
}
