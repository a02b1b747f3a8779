// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.wiring;

import io.drawbridge.session.Listener;
import io.drawbridge.session.Sessions;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What was started.
 *
 * @param listeners in the order of the settings
 * @param sessions what is open
 * @param admin where health and metrics are served, if they are
 * @param notReady why it is not ready to let jobs in, a line each; empty when it is
 * @param grace how long newcomers are told that it drains, before the ports are closed
 * @param close ends all of it, what was made last first; to be run once
 */
public record RunningProxy(
    List<Listener> listeners,
    Sessions sessions,
    Optional<InetSocketAddress> admin,
    Supplier<List<String>> notReady,
    Duration grace,
    Runnable close) {
  /** Copies the list. */
  public RunningProxy {
    listeners = List.copyOf(listeners);
  }
}
