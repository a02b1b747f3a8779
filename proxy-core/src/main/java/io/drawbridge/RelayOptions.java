// SPDX-License-Identifier: Apache-2.0
package io.drawbridge;

/** How tunnels move bytes. Not safe for threads. */
public final class RelayOptions {
  boolean splice = true;
  int pipes = 64;

  RelayOptions() {}

  /**
   * Whether bulk between two plain legs goes through the kernel's {@code splice(2)}; on unless set.
   * Where that is not to be had (another system than Linux, no native access, {@code sun.nio.ch}
   * not opened), bytes are copied all the same.
   */
  public RelayOptions splice(boolean allowed) {
    splice = allowed;
    return this;
  }

  /**
   * The most pipes, 1 to 4,096, each of two descriptors and at most 1 MiB of bytes in the kernel;
   * 64 unless set, and never more than an eighth of the descriptors that the process may open. A
   * flow holds one only while bytes are inside; without one it copies.
   */
  public RelayOptions pipes(int most) {
    pipes = most;
    return this;
  }
}
