// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.auth.aws;

import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The proofs that have let somebody in, so that none does twice. Each is kept for a quarter of an
 * hour, longer than STS would answer it. Bounded: a proof that cannot be kept is not let in. Safe
 * for concurrent use.
 */
final class SpentProofs {
  enum Claim {
    TAKEN,
    SPENT,
    /** Nothing is known about proofs as old as this one. */
    FORGOTTEN,
    FULL
  }

  static final Duration KEPT = Duration.ofMinutes(15);

  /** A hundred connections a second for the whole time. */
  private static final int MOST = 100_000;

  private final int most;
  private final Map<String, Entry> entries = new LinkedHashMap<>();

  /** Proofs signed up to here may have been spent and forgotten. */
  private Instant horizon;

  private record Entry(Instant signedAt, Instant until) {}

  /** Knows nothing of proofs signed before {@code start}. */
  SpentProofs(Instant start) {
    this(start, MOST);
  }

  SpentProofs(Instant start, int most) {
    // A proof's date has whole seconds: one of the second of the start may be from before it.
    this.horizon = start.minusNanos(1);
    this.most = most;
  }

  synchronized Claim claim(CallerProof proof, Instant now) {
    Claim claim = look(proof, now);
    if (claim == Claim.TAKEN) {
      entries.put(proof.signature(), new Entry(proof.signedAt(), now.plus(KEPT)));
    }
    return claim;
  }

  /** What would become of an attempt to spend a proof; it is not spent by this. */
  synchronized Claim look(CallerProof proof, Instant now) {
    forget(now);
    if (entries.containsKey(proof.signature())) {
      return Claim.SPENT;
    }
    // However the clock is turned, what was forgotten stays refused.
    if (!proof.signedAt().isAfter(horizon)) {
      return Claim.FORGOTTEN;
    }
    return entries.size() >= most ? Claim.FULL : Claim.TAKEN;
  }

  /** Takes a claim back: the proof let nobody in. Otherwise strangers could fill all the room. */
  synchronized void release(CallerProof proof) {
    entries.remove(proof.signature());
  }

  private void forget(Instant now) {
    Iterator<Entry> oldest = entries.values().iterator();
    while (oldest.hasNext()) {
      Entry entry = oldest.next();
      if (now.isBefore(entry.until())) {
        return;
      }
      oldest.remove();
      horizon = entry.signedAt().isAfter(horizon) ? entry.signedAt() : horizon;
    }
  }
}
