// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.session;

import java.time.Duration;

/**
 * How long the steps before a tunnel may take. Each is also bounded by what is left of {@code
 * total}, which counts from the accept.
 *
 * @param total from accept to hand-over
 * @param tls the TLS handshake
 * @param head the client's request
 * @param names the look-up of a target's name
 * @param connect connecting to the target
 */
public record Timeouts(
    Duration total, Duration tls, Duration head, Duration names, Duration connect) {
  /** 10 s in all; TLS 5 s, head 5 s, names 3 s, connect 5 s. */
  public static final Timeouts STANDARD =
      new Timeouts(
          Duration.ofSeconds(10),
          Duration.ofSeconds(5),
          Duration.ofSeconds(5),
          Duration.ofSeconds(3),
          Duration.ofSeconds(5));
}
