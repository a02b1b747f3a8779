// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.settings;

/**
 * How tunnels move bytes, in the table {@code relay}.
 *
 * @param splice whether bulk between two plain legs goes through the kernel's {@code splice(2)}.
 *     Where that is not to be had (another system than Linux, no native access, {@code sun.nio.ch}
 *     not opened), bytes are copied all the same
 * @param pipes the most pipes, each of two descriptors and at most 1 MiB of bytes in the kernel,
 *     and never more than an eighth of the descriptors that the process may open. A flow holds one
 *     only while bytes are inside; without one it copies
 */
public record RelaySettings(boolean splice, int pipes) {
  /** Spliced, by at most 64 pipes. */
  public static final RelaySettings STANDARD = new RelaySettings(true, 64);

  /** Refuses what is out of range: 1 to 4,096 pipes. */
  public RelaySettings {
    new Bounds("relay").check("pipes", pipes, 1, 4_096);
  }

  /** Spliced or not. */
  public RelaySettings splice(boolean allowed) {
    return new RelaySettings(allowed, pipes);
  }

  /** With at most that many pipes. */
  public RelaySettings pipes(int most) {
    return new RelaySettings(splice, most);
  }
}
