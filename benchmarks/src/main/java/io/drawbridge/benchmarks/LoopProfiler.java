// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.benchmarks;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.util.Arrays;
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
  /** What the threads of measured loops are called, or begin with. */
  public static final String THREADS = "relay-loop";

  /** Bytes allocated on the loop, by operation. */
  public static final String ALLOCATED = "loop.alloc.norm";

  /** Processor time of the loop, by operation. */
  public static final String CPU = "loop.cpu.norm";

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private long[] loops = {};
  private long allocated;
  private long cpu;

  @Override
  public String getDescription() {
    return "allocation and processor time of the event loop's thread";
  }

  @Override
  public void beforeIteration(BenchmarkParams benchmark, IterationParams iteration) {
    if (loops.length == 0 || ended()) {
      loops = loops();
    }
    allocated = allocated();
    cpu = cpu();
  }

  @Override
  public Collection<? extends Result<?>> afterIteration(
      BenchmarkParams benchmark, IterationParams iteration, IterationResult result) {
    long operations = result.getMetadata().getAllOps();
    if (loops.length == 0 || operations == 0 || ended()) {
      return List.of();
    }
    double bytes = (double) (allocated() - allocated) / operations;
    double nanos = (double) (cpu() - cpu) / operations;
    return List.of(
        new ScalarResult(ALLOCATED, bytes, "B/op", AggregationPolicy.AVG),
        new ScalarResult(CPU, nanos, "ns/op", AggregationPolicy.AVG));
  }

  /** No stream and no lambda: linking them would be counted by the profiler around this one. */
  private long[] loops() {
    long[] found = new long[8];
    int loops = 0;
    for (ThreadInfo thread : threads.getThreadInfo(threads.getAllThreadIds())) {
      if (thread != null && loops < found.length && thread.getThreadName().startsWith(THREADS)) {
        found[loops++] = thread.getThreadId();
      }
    }
    return Arrays.copyOf(found, loops);
  }

  /** In the last iteration of a fork they are: the tear-down comes before the profilers. */
  private boolean ended() {
    for (long loop : loops) {
      if (threads.getThreadAllocatedBytes(loop) < 0) {
        return true;
      }
    }
    return false;
  }

  private long allocated() {
    long sum = 0;
    for (long loop : loops) {
      sum += threads.getThreadAllocatedBytes(loop);
    }
    return sum;
  }

  private long cpu() {
    long sum = 0;
    for (long loop : loops) {
      sum += threads.getThreadCpuTime(loop);
    }
    return sum;
  }
}
