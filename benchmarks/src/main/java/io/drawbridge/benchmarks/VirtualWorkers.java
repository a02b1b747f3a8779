// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.benchmarks;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Makes JMH run a benchmark on virtual threads, as a session runs: {@code jmh.executor=CUSTOM}. */
public final class VirtualWorkers extends ThreadPoolExecutor {
  /** Called by JMH. */
  public VirtualWorkers(int threads, String prefix) {
    super(
        threads,
        threads,
        0,
        TimeUnit.SECONDS,
        new LinkedBlockingQueue<>(),
        Thread.ofVirtual().name(prefix, 0).factory());
  }
}
