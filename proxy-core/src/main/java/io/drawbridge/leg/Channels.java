// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.leg;

import java.io.IOException;
import java.nio.channels.Channel;

/** Closing without ado; the one place where a failure of that is let go. */
public final class Channels {
  private Channels() {}

  /** Closes, on any thread. A failure leaves nothing to do: the descriptor is gone either way. */
  public static void close(Channel channel) {
    try {
      channel.close();
    } catch (IOException _) {
      // Nothing is lost: nobody reads or writes it any more.
    }
  }
}
