// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.leg;

import io.drawbridge.loop.Deadline;
import java.io.IOException;

/** Where the costly part of a handshake is computed: signatures and the agreement on keys. */
@FunctionalInterface
public interface TlsTasks {
  /** On the calling thread, whatever the deadline. */
  TlsTasks HERE = (tasks, _) -> tasks.run();

  /**
   * Runs them, and returns when they are done.
   *
   * @throws IOException if they are not done by the deadline, are not taken on, or the calling
   *     thread is interrupted; they may still run then
   */
  void run(Runnable tasks, Deadline deadline) throws IOException;
}
