// SPDX-License-Identifier: Apache-2.0
package io.drawbridge;

import com.sun.management.UnixOperatingSystemMXBean;
import io.drawbridge.auth.InvalidSettingsException;
import java.lang.management.ManagementFactory;

/**
 * How many tunnels the process's file descriptors allow: two each, and some for everything else. A
 * gateway that promises more would fail in the middle of a connection instead of at the start.
 */
final class Descriptors {
  private static final long RESERVE = 256;
  private static final int UNLESS_SET = 8_000;

  private Descriptors() {}

  static int tunnels(LimitOptions limits) throws InvalidSettingsException {
    long allowed = allowed(limits.strangers);
    if (limits.tunnels.isEmpty()) {
      return (int) Math.max(1, Math.min(UNLESS_SET, allowed));
    }
    int asked = limits.tunnels.getAsInt();
    if (asked > allowed) {
      throw new InvalidSettingsException(
          "limits: "
              + asked
              + " tunnels need more file descriptors than the process may open; raise its limit"
              + " (ulimit -n) or set limits.tunnels to at most "
              + Math.max(1, allowed));
    }
    return asked;
  }

  private static long allowed(int strangers) {
    if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix) {
      long most = unix.getMaxFileDescriptorCount();
      return (most - RESERVE - Math.min(strangers, most / 8)) / 2;
    }
    return Integer.MAX_VALUE;
  }
}
