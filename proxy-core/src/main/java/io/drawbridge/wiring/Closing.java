// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.wiring;

import java.util.ArrayDeque;
import java.util.Deque;

/** What a proxy holds, closed in the reverse order of its making. Not safe for threads. */
final class Closing implements AutoCloseable {
  private final Deque<AutoCloseable> held = new ArrayDeque<>();
  private final System.Logger logger;

  Closing(System.Logger logger) {
    this.logger = logger;
  }

  <T extends AutoCloseable> T hold(T resource) {
    held.push(resource);
    return resource;
  }

  /** Closes everything; what fails to close is logged, and the rest is closed all the same. */
  @Override
  public void close() {
    while (!held.isEmpty()) {
      AutoCloseable next = held.pop();
      try {
        next.close();
      } catch (Exception | Error e) {
        // An error too: what is still held would else be held for ever.
        logger.log(
            System.Logger.Level.WARNING,
            "closing {0} failed: {1}",
            next.getClass().getSimpleName(),
            e.getClass().getName());
      }
    }
  }
}
