// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.loop;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

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
   * @throws java.io.UncheckedIOException if the system grants no selector
   */
  public static LoopGroup start(String name, int loops) {
    if (loops < 1) {
      throw new IllegalArgumentException("a group has at least one loop");
    }
    List<EventLoop> started = new ArrayList<>();
    try {
      for (int i = 0; i < loops; i++) {
        started.add(EventLoop.start(name + "-" + i));
      }
      return new LoopGroup(started);
    } catch (RuntimeException failure) {
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

  /** Closes all of them. */
  @Override
  public void close() {
    loops.forEach(EventLoop::close);
  }
}
