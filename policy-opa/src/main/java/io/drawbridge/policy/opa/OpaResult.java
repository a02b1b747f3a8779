// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.policy.opa;

import io.drawbridge.auth.Decision;
import io.drawbridge.auth.Grant;
import io.drawbridge.auth.Limits;
import io.drawbridge.common.Durations;
import io.drawbridge.common.OneLine;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Reads a policy's result: true, false, or an object with {@code allow} and optionally {@code
 * reason}, {@code rule} and {@code limits}. Anything else is no decision: a misspelt limit must not
 * be a missing one.
 */
final class OpaResult {
  /** In characters: a sentence in a line of the audit. */
  private static final int LONGEST = 200;

  private static final Set<String> KEYS = Set.of("allow", "reason", "rule", "limits");
  private static final Set<String> LIMITS =
      Set.of("lifetime", "idle", "bytes", "tunnels_per_job", "tunnels_per_principal");

  /** What the result cannot be understood for. */
  private static final class GarbledException extends Exception {
    private static final long serialVersionUID = 1L;

    GarbledException(String message) {
      super(message);
    }
  }

  private OpaResult() {}

  /** The decision that a result is, by this rule where it names none. */
  static Decision decision(Object result, String rule) {
    try {
      return switch (result) {
        case Boolean allow -> decision(allow, rule, "the policy says no", Limits.NONE);
        case Map<?, ?> object -> decision(object, rule);
        case null, default -> throw garbled("it is neither true, false nor an object");
      };
    } catch (GarbledException e) {
      return new Decision.Unavailable("the policy's result is no decision: " + e.getMessage());
    }
  }

  private static Decision decision(Map<?, ?> result, String rule) throws GarbledException {
    known(result, KEYS, "");
    if (!(result.get("allow") instanceof Boolean allow)) {
      throw garbled("allow is neither true nor false");
    }
    return decision(
        allow,
        text(result, "rule", rule),
        text(result, "reason", "the policy says no"),
        result.containsKey("limits") ? limits(result.get("limits")) : Limits.NONE);
  }

  private static Decision decision(boolean allow, String rule, String reason, Limits limits) {
    return allow
        ? new Decision.Granted(new Grant(rule, limits))
        : new Decision.Denied(rule, reason);
  }

  private static void known(Map<?, ?> members, Set<String> keys, String path)
      throws GarbledException {
    for (Object name : members.keySet()) {
      if (!keys.contains(name)) {
        throw garbled(
            "it has " + path + OneLine.of((String) name, LONGEST) + ", which means nothing here");
      }
    }
  }

  private static String text(Map<?, ?> members, String key, String otherwise)
      throws GarbledException {
    if (!members.containsKey(key)) {
      return otherwise;
    }
    if (members.get(key) instanceof String text) {
      String line = OneLine.of(text, LONGEST);
      if (!line.isBlank()) {
        return line;
      }
    }
    throw garbled(key + " is not a text");
  }

  private static Limits limits(Object value) throws GarbledException {
    if (!(value instanceof Map<?, ?> members)) {
      throw garbled("limits is not an object");
    }
    known(members, LIMITS, "limits.");
    long bytes = whole(members, "bytes", Long.MAX_VALUE);
    return new Limits(
        duration(members, "lifetime"),
        duration(members, "idle"),
        bytes == 0 ? OptionalLong.empty() : OptionalLong.of(bytes),
        tunnels(members, "tunnels_per_job"),
        tunnels(members, "tunnels_per_principal"));
  }

  private static Optional<Duration> duration(Map<?, ?> members, String key)
      throws GarbledException {
    if (!members.containsKey(key)) {
      return Optional.empty();
    }
    Optional<Duration> duration =
        members.get(key) instanceof String text ? Durations.parse(text) : Optional.empty();
    if (duration.isEmpty() || !duration.get().isPositive()) {
      throw garbled("limits." + key + " is not a duration like \"10m\"");
    }
    return duration;
  }

  private static OptionalInt tunnels(Map<?, ?> members, String key) throws GarbledException {
    long most = whole(members, key, 1_000_000);
    return most == 0 ? OptionalInt.empty() : OptionalInt.of((int) most);
  }

  /** 0 if it is not there. */
  private static long whole(Map<?, ?> members, String key, long max) throws GarbledException {
    if (!members.containsKey(key)) {
      return 0;
    }
    if (members.get(key) instanceof Long number && number >= 1 && number <= max) {
      return number;
    }
    throw garbled("limits." + key + " is not a whole number from 1 to " + max);
  }

  private static GarbledException garbled(String message) {
    return new GarbledException(message);
  }
}
