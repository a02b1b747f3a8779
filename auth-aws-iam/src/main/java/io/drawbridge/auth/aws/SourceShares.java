// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.auth.aws;

import io.drawbridge.common.LatestEntries;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;

/**
 * How much of the questions to STS each source address gets. A proof's signature shows only there,
 * so that anybody could have us ask, and hold a thread for each answer: 250 connections of one
 * address kept honest clients out. No source has more than its share under way, and one whose
 * proofs keep being refused waits, each time for twice as long; one good proof ends that. Safe for
 * concurrent use.
 */
final class SourceShares {
  /** Three quarters of the 32 threads on which the gateway calls a plugin. */
  private static final int MOST_ASKING = 24;

  /** So many refusals in a row cost nothing: jobs with a wrong key, behind one address. */
  private static final int FREE_FAILURES = 10;

  private static final Duration SHORTEST_WAIT = Duration.ofSeconds(1);
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);

  /** So long after its last refusal a source is like any other. */
  private static final Duration FORGIVEN = Duration.ofMinutes(10);

  /** Of how many sources this is kept; the one that was longest away is forgotten. */
  private static final int MOST_SOURCES = 10_000;

  private final InstantSource clock;
  private final Map<String, Share> shares = new LatestEntries<>(MOST_SOURCES);

  private static final class Share {
    int asking;
    int failures;
    Instant quietUntil = Instant.EPOCH;
  }

  SourceShares(InstantSource clock) {
    this.clock = clock;
  }

  /** Takes a place for a question, to be given back with {@link #leave}; or says why to wait. */
  synchronized Optional<String> enter(InetAddress source) {
    Share share = shares.computeIfAbsent(key(source), _ -> new Share());
    Duration wait = Duration.between(clock.instant(), share.quietUntil);
    if (wait.negated().compareTo(FORGIVEN) > 0) {
      share.failures = 0;
    }
    boolean failing = share.failures >= FREE_FAILURES;
    // A clock that was set back must not prolong it.
    if (failing && wait.isPositive() && wait.compareTo(LONGEST_WAIT) <= 0) {
      return Optional.of(
          ("the last %s AWS proofs from this address were refused; AWS is asked about the next"
                  + " one in %s s")
              .formatted(share.failures, wait.toSeconds() + 1));
    }
    if (share.asking >= (failing ? 1 : MOST_ASKING)) {
      return Optional.of("many AWS proofs from this address are being checked; try again");
    }
    share.asking++;
    return Optional.empty();
  }

  /** Gives the place back; a question that had no answer counts for nothing. */
  synchronized void leave(InetAddress source, Optional<Boolean> verified) {
    Share share = shares.computeIfAbsent(key(source), _ -> new Share());
    share.asking = Math.max(0, share.asking - 1);
    if (verified.isEmpty()) {
      return;
    }
    share.failures = verified.get() ? 0 : share.failures + 1;
    int doublings = Math.clamp(share.failures - FREE_FAILURES, 0, 6);
    Duration wait = SHORTEST_WAIT.multipliedBy(1L << doublings);
    share.quietUntil = clock.instant().plus(wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait);
  }

  /** Of IPv6 the first 64 bits, which one subscriber has (RFC 6177). */
  private static String key(InetAddress source) {
    byte[] address = source.getAddress();
    return HexFormat.of()
        .formatHex(source instanceof Inet6Address ? Arrays.copyOf(address, 8) : address);
  }
}
