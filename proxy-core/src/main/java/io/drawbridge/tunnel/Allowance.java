// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.tunnel;

import java.util.OptionalLong;

/** How many bytes both directions together may still move. Loop thread only. */
final class Allowance {
  private long left;
  private boolean exceeded;

  Allowance(OptionalLong limit) {
    this.left = limit.orElse(Long.MAX_VALUE);
  }

  /** How many of these may pass; fewer than asked only once, and then the tunnel is over. */
  int admit(int bytes) {
    int admitted = (int) Math.min(bytes, left);
    left -= admitted;
    exceeded |= admitted < bytes;
    return admitted;
  }

  /** Whether so many may pass, without counting them. */
  boolean admits(int bytes) {
    return bytes <= left;
  }

  /** Whether more came than may pass. A tunnel that moves exactly its limit has not exceeded it. */
  boolean exceeded() {
    return exceeded;
  }
}
