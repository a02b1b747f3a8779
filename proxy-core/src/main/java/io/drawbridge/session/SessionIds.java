// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.session;

import java.security.SecureRandom;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Names of sessions: eight random characters of this process and a number, short enough to read out
 * and unique across restarts. Not secret.
 */
final class SessionIds {
  private static final String PROCESS =
      Long.toString(new SecureRandom().nextLong(1L << 40) | 1L << 40, 32).substring(1);
  private static final AtomicLong NEXT = new AtomicLong(1);

  private SessionIds() {}

  /** A name that no session had before. */
  static String next() {
    return PROCESS + "-" + NEXT.getAndIncrement();
  }
}
