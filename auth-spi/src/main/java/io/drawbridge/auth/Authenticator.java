// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.auth;

import java.util.Optional;
import java.util.Set;

/** Decides who presents credentials. Called concurrently. */
public interface Authenticator extends AutoCloseable {
  /**
   * Verifies what a client presented. Runs on a pool thread under a deadline (3 s unless
   * configured) and is interrupted when it passes; an answer that comes later is not used.
   *
   * @param presented what the client sent; secret, valid during the call
   * @param peer where the connection comes from
   * @return the verdict, never {@code null}
   * @throws InterruptedException when the deadline has passed or the gateway stops
   */
  Authentication authenticate(Credentials presented, Peer peer) throws InterruptedException;

  /**
   * Explains what {@link #authenticate} would answer, to an operator. Runs under the same deadline.
   * Nobody is let in by it, and nothing is used up: credentials that are good once are so still.
   * The default calls {@link #authenticate}, which may use them up: an authenticator of credentials
   * that are good once must override this.
   *
   * @param presented what the client sent; secret, valid during the call
   * @param peer where the connection would come from
   * @return the answer and each check behind it; the answer alone unless overridden
   * @throws InterruptedException when the deadline has passed or the gateway stops
   */
  default Examination examine(Credentials presented, Peer peer) throws InterruptedException {
    return Examination.of(authenticate(presented, peer));
  }

  /**
   * The names of the companions that it reads. Whoever presents another one is refused: each value
   * of it would else be credentials of their own to be verified, asked about and remembered.
   *
   * @return none unless overridden; the same as long as it lives
   */
  default Set<String> companions() {
    return Set.of();
  }

  /**
   * Why it could verify nobody now, or follow no job, as far as it knows: a lost key set, a token
   * of its own that is refused. Runs on a pool thread under a deadline, at the start and every 10 s
   * from then on; may ask its authority, but not each time while all is well. While no
   * authenticator is without trouble the gateway says that it is not ready; it logs a trouble that
   * lasts for 10 s, and its end.
   *
   * @return one sentence for the operator, without secrets; empty if all is well
   * @throws InterruptedException when the deadline has passed or the gateway stops
   */
  default Optional<String> trouble() throws InterruptedException {
    return Optional.empty();
  }

  /** Gives back what the authenticator holds. Called once, after its last call has returned. */
  @Override
  default void close() {}

  /**
   * What {@code drawbridge check} should say about the configuration beside errors. Runs on a pool
   * thread under a deadline; asks nobody over the web.
   *
   * @return never {@code null}
   */
  default Advice advice() {
    return Advice.NONE;
  }
}
