// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.loop;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * What waits to be run by a loop: its own tasks, which cost no allocation and no fence, and those
 * of other threads. {@link #addForeign} and {@link #removeForeign} are for any thread, the rest for
 * the loop's.
 */
final class TaskQueue {
  /**
   * Foreign tasks per turn, as many as strangers may ask at once: a flood of them must not keep the
   * channels waiting.
   */
  private static final int FOREIGN_PER_TURN = 1024;

  private final ArrayDeque<Runnable> own = new ArrayDeque<>();
  private final Queue<Runnable> foreign = new ConcurrentLinkedQueue<>();

  void addOwn(Runnable task) {
    own.add(task);
  }

  void addForeign(Runnable task) {
    foreign.add(task);
  }

  /** Whether it was still waiting; if so it will not run. */
  boolean removeForeign(Runnable task) {
    return foreign.remove(task);
  }

  boolean isEmpty() {
    return own.isEmpty() && foreign.isEmpty();
  }

  /** Runs what is there, and returns how many that were. */
  int runAll(FaultBarrier barrier) {
    // Own tasks only as far as they were there: one that queues itself again waits a turn.
    int ownTasks = own.size();
    for (int i = 0; i < ownTasks; i++) {
      barrier.run(own.poll());
    }
    int foreignTasks = 0;
    Runnable task;
    while (foreignTasks < FOREIGN_PER_TURN && (task = foreign.poll()) != null) {
      barrier.run(task);
      foreignTasks++;
    }
    return ownTasks + foreignTasks;
  }
}
