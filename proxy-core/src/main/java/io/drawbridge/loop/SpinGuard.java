// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.loop;

/**
 * Notices a selector that keeps returning at once with nothing to do: a kernel or JDK defect that
 * would burn a whole processor for ever. Loop thread only.
 */
final class SpinGuard {
  /** Returns in a row, each without a reason; Netty uses the same number. */
  static final int THRESHOLD = 512;

  private int empty;

  /**
   * Told of every return of the selector.
   *
   * @param reason whether there was one: a ready channel, a task, a due timer, the time asked for
   * @return whether the selector spins and is to be replaced
   */
  boolean returned(boolean reason) {
    empty = reason ? 0 : empty + 1;
    if (empty <= THRESHOLD) {
      return false;
    }
    empty = 0;
    return true;
  }
}
