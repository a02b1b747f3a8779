// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.identify;

import java.time.Duration;

/** A verdict and for how long it may be remembered. */
record Asked(Verdict verdict, Duration reuse) {
  /** One that is not remembered. */
  static Asked once(Verdict verdict) {
    return new Asked(verdict, Duration.ZERO);
  }
}
