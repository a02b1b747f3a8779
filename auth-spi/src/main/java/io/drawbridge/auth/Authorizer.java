// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.auth;

/** Decides whether an identity may reach a target. Called concurrently. */
public interface Authorizer extends AutoCloseable {
  /**
   * Decides. Runs on a pool thread under a deadline (1 s unless configured). All configured
   * authorizers must grant; the tightest limits win.
   *
   * @param identity who asks, verified
   * @param target the name of the target, as configured
   * @param peer where the connection comes from
   * @return the decision, never {@code null}
   * @throws InterruptedException when the deadline has passed or the gateway stops
   */
  Decision authorize(Identity identity, String target, Peer peer) throws InterruptedException;

  /** Gives back what the authorizer holds. Called once, after its last call has returned. */
  @Override
  default void close() {}
}
