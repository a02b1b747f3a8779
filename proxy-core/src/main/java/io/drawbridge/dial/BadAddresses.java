// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.dial;

import io.drawbridge.loop.Deadline;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Addresses that refused or did not answer lately: they are tried last, so that a black hole among
 * a target's addresses costs one tunnel a quarter of a second and not every one. Safe for
 * concurrent use.
 */
final class BadAddresses {
  /** Twice as long as the JDK keeps a name's addresses: one that is mended is found soon. */
  private static final Duration KEPT = Duration.ofSeconds(60);

  /** Some hundred KiB at most; what does not fit is merely not remembered. */
  private static final int MOST = 1_024;

  private final ConcurrentMap<InetSocketAddress, Deadline> until = new ConcurrentHashMap<>();

  void remember(InetSocketAddress address) {
    if (until.size() >= MOST) {
      until.values().removeIf(Deadline::passed);
    }
    if (until.size() < MOST) {
      until.put(address, Deadline.after(KEPT));
    }
  }

  /** It has answered. */
  void good(InetSocketAddress address) {
    until.remove(address);
  }

  /** The addresses in their order, but for the bad ones at the end. */
  List<InetSocketAddress> last(List<InetAddress> addresses, int port) {
    List<InetSocketAddress> order = new ArrayList<>();
    List<InetSocketAddress> bad = new ArrayList<>();
    for (InetAddress each : addresses) {
      InetSocketAddress address = new InetSocketAddress(each, port);
      Deadline end = until.get(address);
      (end == null || end.passed() ? order : bad).add(address);
    }
    order.addAll(bad);
    return order;
  }
}
