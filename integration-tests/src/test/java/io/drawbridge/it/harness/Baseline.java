// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.it.harness;

/**
 * What a gateway holds when nothing goes on.
 *
 * @param descriptors open file descriptors of the process, but for those of pooled pipes
 * @param threads its threads
 * @param sessions open sessions, by its metrics
 * @param tunnels open tunnels, by its metrics
 * @param buffers buffers and pipes that flows and legs hold, by its metrics
 */
public record Baseline(int descriptors, int threads, long sessions, long tunnels, long buffers) {
  /** Pools that had no work yet start threads at their first; they keep them. */
  private static final int POOL_THREADS = 80;

  /** Connections that a web client keeps for its next question; a leak is more than that. */
  private static final int LATE_DESCRIPTORS = 6;

  /** Whether no more is held than then. */
  public boolean holds(Baseline now) {
    return now.descriptors <= descriptors + LATE_DESCRIPTORS
        && now.threads <= threads + POOL_THREADS
        && now.sessions <= sessions
        && now.tunnels <= tunnels
        && now.buffers <= buffers;
  }
}
