// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.loop;

/** A channel's place in the selector. Loop thread only. */
public interface Registration {
  /**
   * What to watch for from now on; nothing happens if it is cancelled.
   *
   * <p>With 0 the channel leaves epoll altogether and even a reset is invisible: whoever pauses a
   * channel needs a timer.
   *
   * @param ops of {@link java.nio.channels.SelectionKey}
   */
  void interest(int ops);

  /** The handler hears nothing more. Idempotent; closing the channel does it too. */
  void cancel();
}
