// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.loop;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** The event loops of one proxy; each tunnel gets one for life. Safe for concurrent use. */
public final class LoopGroup implements AutoCloseable {
  private final List<EventLoop> loops;
  private final AtomicInteger turn = new AtomicInteger();

  private LoopGroup(List<EventLoop> loops) {
    this.loops = List.copyOf(loops);
  }

  /**
   * Starts that many loops; their threads are called {@code name-0} and so on.
   *
   * @param onFault told what a handler or task threw, at most every 10 s by each loop, on a virtual
   *     thread: a log that blocks must not hold up tunnels
   * @param wall what lasts until an hour of the day is measured by
   * @throws java.io.UncheckedIOException if the system grants no selector
   */
  public static LoopGroup start(
      String name, int loops, Consumer<Throwable> onFault, InstantSource wall) {
    if (loops < 1) {
      throw new IllegalArgumentException("a group has at least one loop");
    }
    List<EventLoop> started = new ArrayList<>();
    try {
      for (int i = 0; i < loops; i++) {
        started.add(
            EventLoop.start(
                name + "-" + i,
                fault ->
                    Thread.ofVirtual().name(name + "-fault").start(() -> onFault.accept(fault)),
                wall));
      }
      return new LoopGroup(started);
    } catch (RuntimeException | Error failure) {
      started.forEach(EventLoop::close);
      throw failure;
    }
  }

  /** The loop whose turn it is. */
  public EventLoop next() {
    return loops.get(Math.floorMod(turn.getAndIncrement(), loops.size()));
  }

  /** All of them. */
  public List<EventLoop> loops() {
    return loops;
  }

  /**
   * How long ago the loop that is furthest behind began its last iteration. A watcher may take more
   * than a few seconds for a loop that is held up or dead.
   */
  public Duration sinceOldestIteration() {
    return loops.stream().map(EventLoop::sinceIteration).max(Duration::compareTo).orElseThrow();
  }

  /** How often a handler, a task or an iteration threw, in all. */
  public long faults() {
    return loops.stream().mapToLong(EventLoop::faults).sum();
  }

  /** Whether one of them had five faults within the last minute. */
  public boolean faultsGoOn() {
    return loops.stream().anyMatch(EventLoop::faultsGoOn);
  }

  /** Closes all of them. */
  @Override
  public void close() {
    loops.forEach(EventLoop::close);
  }
}
