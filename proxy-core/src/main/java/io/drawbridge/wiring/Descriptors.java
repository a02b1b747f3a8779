// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.wiring;

import com.sun.management.UnixOperatingSystemMXBean;
import io.drawbridge.settings.AdmissionSettings;
import io.drawbridge.settings.RelaySettings;
import io.drawbridge.settings.SettingException;
import java.lang.management.ManagementFactory;

/**
 * How many connections the process's file descriptors allow: two for each tunnel, two for each
 * pipe, one for each stranger, and some for everything else. A gateway that promises more would
 * fail in the middle of a connection instead of at the start.
 */
public final class Descriptors {
  /** Selectors, listeners, jars, the audit, the web clients; never more than half of all. */
  private static final long RESERVE = 256;

  private static final int UNLESS_SET = 8_000;

  private Descriptors() {}

  /**
   * What the settings say, and within the descriptors that the process may open.
   *
   * @throws SettingException if more tunnels are asked for than these allow
   */
  public static AdmissionSettings admission(AdmissionSettings asked, RelaySettings relay) {
    long most = most();
    int strangers = (int) Math.min(asked.strangers(), Math.max(1, most / 8));
    long reserve = RESERVE + 2L * pipes(relay);
    long allowed = (most - Math.min(reserve, most / 2) - strangers) / 2;
    if (asked.tunnels().isPresent() && asked.tunnels().getAsInt() > allowed) {
      throw new SettingException(
          "limits",
          "tunnels",
          asked.tunnels().getAsInt()
              + " tunnels need more file descriptors than the process may open; raise its limit"
              + " (ulimit -n) or set limits.tunnels to at most "
              + Math.max(1, allowed));
    }
    int tunnels = asked.tunnels().orElse((int) Math.max(1, Math.min(UNLESS_SET, allowed)));
    return asked.strangers(strangers).tunnels(tunnels);
  }

  /** How many pipes there may be: never more than an eighth of the descriptors. */
  static int pipes(RelaySettings relay) {
    return relay.splice() ? (int) Math.min(relay.pipes(), most() / 16) : 0;
  }

  private static long most() {
    if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix) {
      long most = unix.getMaxFileDescriptorCount();
      return most > 0 ? most : Integer.MAX_VALUE;
    }
    return Integer.MAX_VALUE;
  }
}
