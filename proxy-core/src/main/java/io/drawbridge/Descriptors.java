// SPDX-License-Identifier: Apache-2.0
package io.drawbridge;

import com.sun.management.UnixOperatingSystemMXBean;
import io.drawbridge.auth.InvalidSettingsException;
import io.drawbridge.session.Capacity;
import java.lang.management.ManagementFactory;

/**
 * How many connections the process's file descriptors allow: two for each tunnel, two for each
 * pipe, one for each stranger, and some for everything else. A gateway that promises more would
 * fail in the middle of a connection instead of at the start.
 */
final class Descriptors {
  private static final long RESERVE = 256;
  private static final int MOST_PIPES = 4_096;
  private static final int UNLESS_SET = 8_000;

  private Descriptors() {}

  static Capacity capacity(LimitOptions limits, RelayOptions relay)
      throws InvalidSettingsException {
    return capacity(limits, relay, most());
  }

  /** With that many descriptors. */
  static Capacity capacity(LimitOptions limits, RelayOptions relay, long most)
      throws InvalidSettingsException {
    int strangers = (int) Math.min(limits.strangers, Math.max(1, most / 8));
    long reserve = RESERVE + 2L * pipes(relay, most);
    long allowed = (most - Math.min(reserve, most / 2) - strangers) / 2;
    if (limits.tunnels.isPresent() && limits.tunnels.getAsInt() > allowed) {
      throw new InvalidSettingsException(
          "limits: "
              + limits.tunnels.getAsInt()
              + " tunnels need more file descriptors than the process may open; raise its limit"
              + " (ulimit -n) or set limits.tunnels to at most "
              + Math.max(1, allowed));
    }
    int tunnels = limits.tunnels.orElse((int) Math.max(1, Math.min(UNLESS_SET, allowed)));
    return Parts.capacity(limits, strangers, tunnels);
  }

  /** How many pipes there may be: never more than an eighth of the descriptors. */
  static int pipes(RelayOptions relay) throws InvalidSettingsException {
    if (relay.pipes < 1 || relay.pipes > MOST_PIPES) {
      throw new InvalidSettingsException("relay: pipes must be from 1 to " + MOST_PIPES);
    }
    return pipes(relay, most());
  }

  private static int pipes(RelayOptions relay, long most) {
    return relay.splice ? (int) Math.min(relay.pipes, most / 16) : 0;
  }

  private static long most() {
    if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix) {
      long most = unix.getMaxFileDescriptorCount();
      return most > 0 ? most : Integer.MAX_VALUE;
    }
    return Integer.MAX_VALUE;
  }
}
