// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.leg;

import java.time.Duration;
import javax.net.ssl.SSLException;

/**
 * Counts records that bring no payload: empty ones, new keys, session tickets. A few belong to
 * every session; a peer that sends nothing else makes the other side work for nothing.
 */
final class FloodGuard {
  /** Twice as many as OpenSSL takes in a row (MAX_EMPTY_RECORDS). */
  private static final int PER_SECOND = 64;

  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  private int count;
  private long since;

  void fruitless() throws SSLException {
    long now = System.nanoTime();
    if (count == 0 || now - since > SECOND) {
      count = 0;
      since = now;
    }
    if (++count > PER_SECOND) {
      throw new SSLException("too many records without payload");
    }
  }
}
