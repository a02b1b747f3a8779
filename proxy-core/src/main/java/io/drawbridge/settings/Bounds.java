// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.settings;

import io.drawbridge.common.Durations;
import io.drawbridge.common.HostPort;
import java.time.Duration;

/** The checks of one table of settings; each tells which key is out of its range. */
record Bounds(String section) {
  /** Shorter times than this cannot be told from scheduling noise on a busy machine. */
  static final Duration SHORTEST = Duration.ofMillis(200);

  /** Where no smaller number suggests itself: more than one process can have. */
  static final int MANY = 1_000_000;

  /** Refuses a duration outside the bounds. */
  void check(String key, Duration value, Duration least, Duration most) {
    if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
      throw wrong(
          key,
          "it is %s; it must be from %s to %s"
              .formatted(Durations.text(value), Durations.text(least), Durations.text(most)));
    }
  }

  /** Refuses a number outside the bounds. */
  void check(String key, long value, long least, long most) {
    if (value < least || value > most) {
      String range = most == Long.MAX_VALUE ? "at least " + least : "from " + least + " to " + most;
      throw wrong(key, "it is " + value + "; it must be " + range);
    }
  }

  /** Refuses what does not hold. */
  void require(boolean holds, String key, String problem) {
    if (!holds) {
      throw wrong(key, problem);
    }
  }

  void requireAddress(String host, int port, String missing) {
    require(!host.isEmpty() && port > 0, "address", missing);
    require(
        HostPort.isHost(host), "address", "\"" + host + "\" is neither a host name nor an address");
  }

  SettingException wrong(String key, String problem) {
    return new SettingException(section, key, problem);
  }
}
