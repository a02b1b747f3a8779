// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.session;

import java.nio.channels.SocketChannel;

/**
 * By which others end a session's steps. They reach its thread and its channel only while both are
 * the session's own: never an answer that is on its way, nor a channel that a loop has taken over.
 * Safe for concurrent use.
 */
final class Reins {
  private final SocketChannel channel;
  private Thread thread;
  private boolean pulled;
  private boolean cut;
  private boolean loose;
  private boolean dropped;

  Reins(SocketChannel channel) {
    this.channel = channel;
  }

  /** The calling thread runs the session from here on. */
  synchronized void take() throws InterruptedException {
    thread = Thread.currentThread();
    if (cut || pulled) {
      throw new InterruptedException("ended before it began");
    }
  }

  /** Interrupts what the session waits for; without effect on an answer. */
  synchronized void pull() {
    pulled = true;
    if (thread != null && !loose && !dropped) {
      thread.interrupt();
    }
  }

  /** Ends the connection, whatever the session does with it. */
  synchronized void cut() {
    if (dropped) {
      return;
    }
    cut = true;
    if (thread != null) {
      thread.interrupt();
    }
    Channels.close(channel);
  }

  /** Whether it was cut. */
  synchronized boolean isCut() {
    return cut;
  }

  /** The session answers now: no interrupt is pending, and none but {@link #cut} comes. */
  synchronized void loosen() {
    loose = true;
    Thread.interrupted();
  }

  /** The channel is somebody else's from here on. */
  synchronized void drop() throws InterruptedException {
    if (cut) {
      throw new InterruptedException("ended before the hand-over");
    }
    dropped = true;
  }
}
