// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.settings;

import io.drawbridge.common.Durations;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

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

  /** Refuses a duration outside the bounds, if there is one. */
  void check(String key, Optional<Duration> value, Duration least, Duration most) {
    if (value.isPresent()) {
      check(key, value.get(), least, most);
    }
  }

  /** Refuses a number outside the bounds. */
  void check(String key, long value, long least, long most) {
    if (value < least || value > most) {
      String range = most == Long.MAX_VALUE ? "at least " + least : "from " + least + " to " + most;
      throw wrong(key, "it is " + value + "; it must be " + range);
    }
  }

  /** Refuses a number outside the bounds, if there is one. */
  void check(String key, OptionalInt value, long least, long most) {
    if (value.isPresent()) {
      check(key, value.getAsInt(), least, most);
    }
  }

  /** Refuses a number that is too small, if there is one. */
  void check(String key, OptionalLong value, long least) {
    if (value.isPresent()) {
      check(key, value.getAsLong(), least, Long.MAX_VALUE);
    }
  }

  /** Refuses what does not hold. */
  void require(boolean holds, String key, String problem) {
    if (!holds) {
      throw wrong(key, problem);
    }
  }

  SettingException wrong(String key, String problem) {
    return new SettingException(section, key, problem);
  }
}
