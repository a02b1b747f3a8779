// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.dial;

import io.drawbridge.leg.Leg;
import io.drawbridge.loop.Deadline;
import io.drawbridge.observe.RefusedException;
import io.drawbridge.upstream.Target;

/** Makes upstream legs. Safe for concurrent use. */
public interface Dialer extends AutoCloseable {
  /**
   * Connects to the target; the leg is still in its blocking life.
   *
   * @param port one of the target's ports
   * @param check whether the client only checks the way; a dialer that goes through another gateway
   *     passes it on
   * @throws RefusedException UNREACHABLE, TIMED_OUT, OVERLOADED, or what a gateway further on says
   * @throws InterruptedException if the session was ended meanwhile
   */
  Leg dial(Target target, int port, boolean check, Deadline deadline)
      throws RefusedException, InterruptedException;

  /** Ends its threads. */
  @Override
  default void close() {}
}
