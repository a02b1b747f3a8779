// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.auth;

import java.io.IOException;

/**
 * Asks an authority over the web. {@code https} only ({@code http} to loopback addresses), no
 * redirects, a bounded body, and one deadline over all of it: name, connection, head and body. Safe
 * for concurrent use.
 */
public interface WebClient {
  /**
   * Sends a request and waits for the whole answer.
   *
   * @return the answer, whatever its status
   * @throws IOException if there was no whole answer inside the limits; the message has no secret
   * @throws InterruptedException if the calling thread is interrupted
   */
  WebResponse send(WebRequest request) throws IOException, InterruptedException;
}
