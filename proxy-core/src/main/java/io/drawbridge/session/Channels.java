// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.session;

import java.io.IOException;
import java.nio.channels.Channel;

/** Closing without ado. */
final class Channels {
  private Channels() {}

  /** Closes; a failure leaves nothing to do, the descriptor is gone either way. */
  static void close(Channel channel) {
    try {
      channel.close();
    } catch (IOException _) {
      // Nothing is lost: nobody reads or writes it any more.
    }
  }
}
