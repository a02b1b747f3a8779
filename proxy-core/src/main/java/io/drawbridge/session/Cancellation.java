// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.session;

import io.drawbridge.leg.Channels;
import java.nio.channels.SocketChannel;

/**
 * By which others end a session's steps. They reach its thread and its channel only while both are
 * the session's own: never an answer that is on its way, nor a channel that a loop has taken over.
 * Safe for concurrent use.
 */
final class Cancellation {
  private final SocketChannel channel;
  private Thread thread;
  private boolean cancelled;
  private boolean cut;
  private boolean answered;
  private boolean handedOver;

  Cancellation(SocketChannel channel) {
    this.channel = channel;
  }

  /** The calling thread runs the session from here on. */
  synchronized void begin() throws InterruptedException {
    thread = Thread.currentThread();
    if (cut || cancelled) {
      throw new InterruptedException("ended before it began");
    }
  }

  /** Interrupts what the session waits for; without effect on an answer. */
  synchronized void cancel() {
    cancelled = true;
    if (thread != null && !answered && !handedOver) {
      thread.interrupt();
    }
  }

  /** Ends the connection, whatever the session does with it. */
  synchronized void cut() {
    if (handedOver) {
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
  synchronized void answering() {
    answered = true;
    Thread.interrupted();
  }

  /** The channel is somebody else's from here on. */
  synchronized void handOver() throws InterruptedException {
    if (cut) {
      throw new InterruptedException("ended before the hand-over");
    }
    handedOver = true;
  }
}
