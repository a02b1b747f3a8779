// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.auth;

import static java.util.Comparator.naturalOrder;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * What bounds a tunnel. Each limit may be absent, which leaves it to the gateway's own.
 *
 * @param lifetime how long a tunnel may last
 * @param idle how long it may move no byte in either direction
 * @param bytes how many bytes it may move, both directions together
 * @param tunnelsPerJob how many tunnels one job (one liveness key) may hold at once
 * @param tunnelsPerPrincipal how many tunnels one principal may hold at once
 */
public record Limits(
    Optional<Duration> lifetime,
    Optional<Duration> idle,
    OptionalLong bytes,
    OptionalInt tunnelsPerJob,
    OptionalInt tunnelsPerPrincipal) {
  /** No limit of its own. */
  public static final Limits NONE =
      new Limits(
          Optional.empty(),
          Optional.empty(),
          OptionalLong.empty(),
          OptionalInt.empty(),
          OptionalInt.empty());

  /** Checks that every limit that is there is positive. */
  public Limits {
    if (lifetime.filter(d -> !d.isPositive()).isPresent()
        || idle.filter(d -> !d.isPositive()).isPresent()
        || bytes.orElse(1) < 1
        || tunnelsPerJob.orElse(1) < 1
        || tunnelsPerPrincipal.orElse(1) < 1) {
      throw new IllegalArgumentException("a limit must be positive");
    }
  }

  /** Of each limit the smaller one, where both have it; else the one that is there. */
  public Limits tightest(Limits other) {
    return new Limits(
        Stream.of(lifetime, other.lifetime).flatMap(Optional::stream).min(naturalOrder()),
        Stream.of(idle, other.idle).flatMap(Optional::stream).min(naturalOrder()),
        LongStream.concat(bytes.stream(), other.bytes.stream()).min(),
        IntStream.concat(tunnelsPerJob.stream(), other.tunnelsPerJob.stream()).min(),
        IntStream.concat(tunnelsPerPrincipal.stream(), other.tunnelsPerPrincipal.stream()).min());
  }
}
