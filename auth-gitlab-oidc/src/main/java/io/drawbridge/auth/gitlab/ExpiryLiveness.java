// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.auth.gitlab;

import io.drawbridge.auth.Liveness;
import java.time.Instant;
import java.time.InstantSource;

/**
 * Asks nobody: takes the job as running until its token has expired, which GitLab sets to the job's
 * timeout. A job that ends earlier keeps its tunnels until then.
 *
 * @param end when its token has expired beyond the allowed difference of clocks
 */
record ExpiryLiveness(Job job, Instant end, InstantSource clock) implements Liveness {
  @Override
  public String key() {
    return job.key();
  }

  @Override
  public State check() {
    return clock.instant().isBefore(end) ? State.RUNNING : State.ENDED;
  }

  @Override
  public int cost() {
    return 0;
  }

  @Override
  public String toString() {
    return "ExpiryLiveness[" + job + "]";
  }
}
