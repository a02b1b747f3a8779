// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.benchmarks;

/** How a tunnel's bytes go from one leg to the other; every constant is measured. */
public enum RelayPath {
  /** Both legs plain, through the loop's scratch buffer. */
  COPY,
  /** Both legs plain, bulk through a pipe of the kernel's. */
  SPLICE,
  /** The client's leg is TLS 1.3 with AES-128-GCM, the target's plain. */
  TLS
}
