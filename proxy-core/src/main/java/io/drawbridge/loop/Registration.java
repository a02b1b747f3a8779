// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.loop;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

/**
 * A channel's place in the selector, until the channel is closed. It outlives its selector: one
 * that spins is replaced under it. Loop thread only.
 */
public final class Registration {
  private final EventLoop loop;
  private final SocketChannel channel;
  final LoopHandler handler;
  private SelectionKey key;
  private int interest;

  Registration(EventLoop loop, Selector selector, SocketChannel channel, LoopHandler handler)
      throws IOException {
    this.loop = loop;
    this.channel = channel;
    this.handler = handler;
    this.key = channel.register(selector, 0, this);
  }

  /**
   * What to watch for from now on; nothing happens once the channel is closed.
   *
   * <p>With 0 the channel leaves epoll altogether and even a reset is invisible: whoever pauses a
   * channel needs a timer.
   *
   * @param ops of {@link SelectionKey}
   */
  public void interest(int ops) {
    loop.assertCurrent();
    // The common case: nothing changes, and the selector need not hear of it.
    if (ops != interest && key.isValid()) {
      interest = ops;
      key.interestOps(ops);
    }
  }

  /** Registers with another selector what was registered with the one before. */
  void move(Selector to) throws IOException {
    SelectionKey old = key;
    key = channel.register(to, interest, this);
    old.cancel();
  }
}
