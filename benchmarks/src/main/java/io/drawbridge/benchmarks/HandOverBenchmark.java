// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.benchmarks;

import io.drawbridge.loop.EventLoop;
import java.time.InstantSource;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/**
 * What does it cost a session's virtual thread to hand something to another thread? To a loop that
 * sleeps, and back; and to a plugin's pool and back, which is what a session pays for every
 * credential that is not remembered.
 */
@Fork(
    value = 1,
    jvmArgsAppend = {
      "-Djmh.executor=CUSTOM",
      "-Djmh.executor.class=io.drawbridge.benchmarks.VirtualWorkers"
    })
public class HandOverBenchmark extends StandardRun {
  /** As many as a plugin has. */
  private static final int POOL = 32;

  private EventLoop loop;
  private ExecutorService pool;

  /** Starts the loop and the pool. */
  @Setup
  public void start() {
    loop = EventLoop.start(LoopProfiler.THREAD, _ -> {}, InstantSource.system());
    pool = Executors.newFixedThreadPool(POOL);
  }

  /** To the loop, and back when the loop has run it. */
  @Benchmark
  public Answer toLoopAndBack() {
    return answered(loop::execute);
  }

  /** To a pool of platform threads, and back with what it found. */
  @Benchmark
  public Object toPoolAndBack() throws ExecutionException, InterruptedException {
    return pool.submit(Answer::new).get();
  }

  private static Answer answered(Executor other) {
    Answer answer = new Answer();
    Thread waiting = Thread.currentThread();
    other.execute(
        () -> {
          answer.given = true;
          LockSupport.unpark(waiting);
        });
    while (!answer.given) {
      LockSupport.park(answer);
    }
    return answer;
  }

  /** What the other thread says. */
  public static final class Answer {
    private volatile boolean given;

    Answer() {}
  }

  /** Ends both. */
  @TearDown
  public void end() {
    loop.close();
    pool.shutdown();
  }
}
