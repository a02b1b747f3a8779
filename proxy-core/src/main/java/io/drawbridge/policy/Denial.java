// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.policy;

import io.drawbridge.auth.Claims;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Tells a caller why it was denied without telling it what the rules say or which targets there
 * are: the caller's own values of the claims that any rule looks at. The target asked for has no
 * part in it, so that a denial, an unknown name and a wrong port read the same: words that depended
 * on the target's rules would let whoever holds a token find out by guessing which targets exist. A
 * claim that the caller did not present is not named, nor is anything of the gateway's own (rule,
 * authenticator, listener).
 */
final class Denial {
  /** Most values repeated in one explanation. */
  private static final int MOST = 8;

  /** Longest explanation before the advice, in characters. */
  private static final int LONGEST = 400;

  private Denial() {}

  /** The explanation, the same for every target. */
  static String explain(Set<String> claimNames, Claims claims) {
    List<String> values = new ArrayList<>();
    int length = 0;
    for (String name : claimNames) {
      Claims.Value value = claims.get(name);
      String text = name + " is " + Presented.text(value);
      boolean fits = values.size() < MOST && length + text.length() <= LONGEST;
      if (fits && !(value instanceof Claims.Value.Absent)) {
        values.add(text);
        length += text.length() + 2;
      }
    }
    return values.isEmpty()
        ? "no rule grants this; check the target's name and port"
        : "no rule grants this where "
            + String.join(", ", values)
            + "; check these, and the target's name and port";
  }
}
