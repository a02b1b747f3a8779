// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.liveness;

import java.util.ArrayDeque;
import java.util.Deque;

/** The tunnels that are to be told that they end, and why. Safe for concurrent use. */
final class Endings {
  private final Deque<WatchedJob.Watcher> untold = new ArrayDeque<>();

  synchronized void add(WatchedJob.Watcher watcher) {
    untold.add(watcher);
  }

  private synchronized WatchedJob.Watcher next() {
    return untold.poll();
  }

  private synchronized int size() {
    return untold.size();
  }

  /** Tells them, on the calling thread and under no lock: they may watch or leave in turn. */
  void tell() {
    for (int most = size(); most > 0; most--) {
      WatchedJob.Watcher watcher = next();
      if (watcher == null) {
        return;
      }
      try {
        if (!watcher.left) {
          watcher.over.accept(watcher.reason);
        }
      } catch (VirtualMachineError _) {
        // No memory, say. It stays open as long as it does not hear of it: it is told again.
        add(watcher);
      } catch (Throwable _) {
        // Its loop is gone, and with it the tunnel. The others must hear of theirs.
        continue;
      }
    }
  }

  synchronized void clear() {
    untold.clear();
  }
}
