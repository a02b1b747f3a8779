// SPDX-License-Identifier: Apache-2.0
package io.drawbridge;

import java.time.Duration;

/** How jobs are watched while they hold tunnels. Not safe for threads. */
public final class LivenessOptions {
  public Duration interval = Duration.ofSeconds(10);
  public Duration unknownGrace = Duration.ofSeconds(120);
  public Duration cancelingGrace = Duration.ZERO;
  public Duration call = Duration.ofSeconds(5);
  public int requestsPerMinute = 600;

  LivenessOptions() {}

  /** The longest time between two questions about a job; 10 s unless set, from 200 ms on. */
  public LivenessOptions interval(Duration longest) {
    interval = longest;
    return this;
  }

  /** How long open tunnels are kept while nobody can tell; 120 s unless set. */
  public LivenessOptions unknownGrace(Duration longest) {
    unknownGrace = longest;
    return this;
  }

  /** How long open tunnels are kept while the job is being cancelled; not at all unless set. */
  public LivenessOptions cancelingGrace(Duration longest) {
    cancelingGrace = longest;
    return this;
  }

  /** How long one question may take; 5 s unless set. */
  public LivenessOptions call(Duration longest) {
    call = longest;
    return this;
  }

  /** The most requests a minute to one authority; 600 unless set. */
  public LivenessOptions requestsPerMinute(int most) {
    requestsPerMinute = most;
    return this;
  }
}
