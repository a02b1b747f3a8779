// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.session;

import io.drawbridge.auth.Limits;
import io.drawbridge.identify.Verdict;
import io.drawbridge.observe.Refusal;
import io.drawbridge.observe.RefusedException;
import io.drawbridge.settings.AdmissionSettings;
import io.drawbridge.upstream.Target;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How many tunnels are open: in all, to a target, of a job, of a principal. A lease takes one place
 * in each or none. Only who is granted can take one. Nobody gives way: an open tunnel is work in
 * progress. The table holds the keys of open tunnels alone: for each its target, its principal and
 * a job for each credential. Safe for concurrent use; every call is short.
 */
final class Slots {
  private final AdmissionSettings capacity;
  private final Map<String, Integer> taken = new HashMap<>();
  private final int tunnels;
  private int open;

  Slots(AdmissionSettings capacity) {
    this.capacity = capacity;
    this.tunnels = capacity.tunnels().orElseThrow();
  }

  /**
   * Takes a place.
   *
   * @throws RefusedException TOO_MANY, and which limit is reached
   */
  Lease take(Target target, Verdict.Verified who, Limits limits) throws RefusedException {
    int perJob =
        Math.min(capacity.tunnelsPerJob(), limits.tunnelsPerJob().orElse(Integer.MAX_VALUE));
    int perPrincipal =
        Math.min(
            capacity.tunnelsPerPrincipal(), limits.tunnelsPerPrincipal().orElse(Integer.MAX_VALUE));
    List<String> keys = new ArrayList<>();
    synchronized (this) {
      if (open >= tunnels) {
        throw full("this gateway", tunnels);
      }
      String aim = "target " + target.name();
      check(keys, aim, aim, target.maxTunnels().orElse(Integer.MAX_VALUE));
      for (String job : who.jobKeys()) {
        check(keys, "job " + job, "this job", perJob);
      }
      if (who.counted()) {
        check(keys, "principal " + who.identity().principal(), "this principal", perPrincipal);
      }
      open++;
      keys.forEach(key -> taken.merge(key, 1, Integer::sum));
    }
    return new Lease(keys);
  }

  private void check(List<String> keys, String key, String name, int most) throws RefusedException {
    if (taken.getOrDefault(key, 0) >= most) {
      throw full(name, most);
    }
    keys.add(key);
  }

  private static RefusedException full(String what, int most) {
    return new RefusedException(
        Refusal.TOO_MANY, what + " has " + most + " tunnels open, which is its limit");
  }

  synchronized int open() {
    return open;
  }

  final class Lease {
    private final List<String> keys;
    private boolean released; // guarded by the slots

    private Lease(List<String> keys) {
      this.keys = keys;
    }

    /** Gives them back; only the first call counts. */
    void release() {
      synchronized (Slots.this) {
        if (!released) {
          released = true;
          open--;
          keys.forEach(key -> taken.computeIfPresent(key, (_, n) -> n == 1 ? null : n - 1));
        }
      }
    }
  }
}
