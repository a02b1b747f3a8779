// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.loop;

/**
 * What a registered channel's owner does when the selector tells of it. Called on the loop only.
 */
public interface LoopHandler {
  /**
   * The channel can do something it was asked to watch for. Whatever this throws comes back as
   * {@link #failed}: nothing escapes the loop because of one channel.
   *
   * @param readyOps of {@link java.nio.channels.SelectionKey}
   */
  void ready(int readyOps);

  /**
   * The handler threw, or the loop ends while the channel is still registered: give everything up.
   */
  void failed(Throwable cause);

  /**
   * The wall clock has moved against the loop's own: somebody has set it, or the machine slept. Who
   * is bounded by the wall clock looks at it now.
   */
  default void clockMoved() {}
}
