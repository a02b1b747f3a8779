// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.benchmarks;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.util.Collection;
import java.util.List;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.profile.InternalProfiler;
import org.openjdk.jmh.results.AggregationPolicy;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.ScalarResult;

/**
 * What an operation costs on the event loop's thread alone: bytes allocated and processor time.
 *
 * <p>JMH's own {@code gc} profiler counts every thread of the process, its own included; a few
 * kilobytes an iteration are always its own, and little load would make them look like the relay's.
 * This one reads the virtual machine's exact counter of the loop's thread, which includes what is
 * allocated in a buffer not yet full, so nothing is hidden and nothing is added.
 */
public final class LoopProfiler implements InternalProfiler {
  /** What the thread of the measured loop is called. */
  public static final String THREAD = "relay-loop";

  /** Bytes allocated on the loop, by operation. */
  public static final String ALLOCATED = "loop.alloc.norm";

  /** Processor time of the loop, by operation. */
  public static final String CPU = "loop.cpu.norm";

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /** The thread's id; 0 if it was not found. */
  private long loop;

  private long allocated;
  private long cpu;

  @Override
  public String getDescription() {
    return "allocation and processor time of the event loop's thread";
  }

  @Override
  public void beforeIteration(BenchmarkParams benchmark, IterationParams iteration) {
    if (loop == 0 || ended()) {
      loop = find();
    }
    if (loop != 0) {
      allocated = threads.getThreadAllocatedBytes(loop);
      cpu = threads.getThreadCpuTime(loop);
    }
  }

  @Override
  public Collection<? extends Result<?>> afterIteration(
      BenchmarkParams benchmark, IterationParams iteration, IterationResult result) {
    long operations = result.getMetadata().getAllOps();
    if (loop == 0 || operations == 0 || ended()) {
      return List.of();
    }
    double bytes = (double) (threads.getThreadAllocatedBytes(loop) - allocated) / operations;
    double nanos = (double) (threads.getThreadCpuTime(loop) - cpu) / operations;
    return List.of(
        new ScalarResult(ALLOCATED, bytes, "B/op", AggregationPolicy.AVG),
        new ScalarResult(CPU, nanos, "ns/op", AggregationPolicy.AVG));
  }

  /** No stream and no lambda: linking them would be counted by the profiler around this one. */
  private long find() {
    for (ThreadInfo thread : threads.getThreadInfo(threads.getAllThreadIds())) {
      if (thread != null && thread.getThreadName().startsWith(THREAD)) {
        return thread.getThreadId();
      }
    }
    return 0;
  }

  /** In the last iteration of a fork it has: the tear-down comes before the profilers. */
  private boolean ended() {
    return threads.getThreadAllocatedBytes(loop) < 0;
  }
}
