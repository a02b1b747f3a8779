// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.loop;

/** A channel's place in the selector, until the channel is closed. Loop thread only. */
public interface Registration {
  /**
   * What to watch for from now on; nothing happens once the channel is closed.
   *
   * <p>With 0 the channel leaves epoll altogether and even a reset is invisible: whoever pauses a
   * channel needs a timer.
   *
   * @param ops of {@link java.nio.channels.SelectionKey}
   */
  void interest(int ops);
}
