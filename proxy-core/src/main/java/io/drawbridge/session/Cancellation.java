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
  private boolean over;
  private boolean cut;
  private boolean answered;
  private boolean handedOver;

  Cancellation(SocketChannel channel) {
    this.channel = channel;
  }

  /** The calling thread runs the session from here on; false if it is over before it began. */
  synchronized boolean begin() {
    thread = Thread.currentThread();
    return !over;
  }

  /**
   * Interrupts what the session waits for; without effect on an answer.
   *
   * @return whether it is over by that before it began; the caller ends it, nobody else will
   */
  synchronized boolean cancel() {
    if (thread != null && !answered && !handedOver) {
      thread.interrupt();
    }
    return isOverUnbegun();
  }

  /** Ends the connection, whatever the session does with it; answers as {@link #cancel} does. */
  synchronized boolean cut() {
    if (handedOver) {
      return false;
    }
    cut = true;
    if (thread != null) {
      thread.interrupt();
    }
    Channels.close(channel);
    return isOverUnbegun();
  }

  private boolean isOverUnbegun() {
    boolean first = thread == null && !over;
    over |= first;
    return first;
  }

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
