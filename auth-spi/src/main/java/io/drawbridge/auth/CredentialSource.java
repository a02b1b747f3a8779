// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.auth;

import java.io.IOException;

/**
 * Makes what a job presents to a gateway, or a gateway to a target: the counterpart of an {@link
 * Authenticator}. Called concurrently, once for each connection, because some credentials are good
 * for one alone.
 */
public interface CredentialSource extends AutoCloseable {
  /**
   * A credential for one connection, made now. It consists of the characters of RFC 9110, section
   * 11.2, token68, so that it can stand in a header field, and has no more than 60 KiB.
   *
   * @throws IOException if there is none now; the message is a sentence without secrets
   * @throws InterruptedException if the calling thread is interrupted
   */
  Secret get() throws IOException, InterruptedException;

  /** Gives back what the source holds. Called once, after its last call has returned. */
  @Override
  default void close() {}
}
