// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.guard;

/** Time that only goes forward, in nanoseconds; compared by subtraction. A test turns its own. */
@FunctionalInterface
public interface Ticker {
  /** The machine's. */
  Ticker SYSTEM = System::nanoTime;

  /** Now. */
  long nanos();
}
