// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.guard;

/**
 * Counts who still uses a plugin object: calls in flight, and tunnels that hold a liveness it made.
 * An object that was replaced is closed when the last of them is gone. Safe for concurrent use.
 */
public final class Lease {
  private final Runnable last;
  private int holders;
  private boolean closing;
  private boolean closed;

  /**
   * A lease nobody holds.
   *
   * @param last run exactly once, when closing was asked for and nobody holds it
   */
  Lease(Runnable last) {
    this.last = last;
  }

  /** One holder more, unless the object has been closed. */
  public synchronized boolean acquire() {
    if (closed) {
      return false;
    }
    holders++;
    return true;
  }

  /** One holder less. */
  public void release() {
    boolean now;
    synchronized (this) {
      holders--;
      now = finish();
    }
    if (now) {
      last.run();
    }
  }

  /** Closes as soon as nobody holds it. */
  void close() {
    boolean now;
    synchronized (this) {
      closing = true;
      now = finish();
    }
    if (now) {
      last.run();
    }
  }

  /** Whether nobody uses it and nobody may any more. */
  synchronized boolean isClosed() {
    return closed;
  }

  private boolean finish() {
    if (closing && !closed && holders == 0) {
      closed = true;
      return true;
    }
    return false;
  }
}
