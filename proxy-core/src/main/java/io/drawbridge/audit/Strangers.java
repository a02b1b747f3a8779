// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.audit;

import io.drawbridge.observe.Attempt;
import io.drawbridge.observe.Refusal;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Bounds what those without a verified identity can make the audit write: of each source a few
 * attempts a minute are recorded singly, and not more than {@value #SINGLES} of all of them; the
 * rest is summed up per source, for the busiest {@value #SUMS} sources, and once for all others.
 * The table holds {@value #SOURCES} sources. Any thread.
 */
final class Strangers {
  static final int SOURCES = 4096;
  static final int SINGLES = 600;
  static final int SUMS = 100;
  static final String OTHERS = "others";

  private static final long MINUTE = Duration.ofMinutes(1).toNanos();

  /**
   * Attempts of one source that were not recorded singly.
   *
   * @param source an IPv4 address with {@code /32}, an IPv6 prefix with {@code /64}, or {@value
   *     #OTHERS}
   */
  record Sum(Instant from, Instant to, String source, long count, Map<Refusal, Long> refusals) {}

  /** One source: comparable, so that chosen addresses cannot make the table slow. */
  private record Source(long bits, boolean six) implements Comparable<Source> {
    @Override
    public int compareTo(Source other) {
      int kind = Boolean.compare(six, other.six);
      return kind != 0 ? kind : Long.compare(bits, other.bits);
    }
  }

  private static final class Tally {
    private int singles;
    private long count;
    private Instant from;
    private Instant to;
    private final Map<Refusal, Long> refusals = new EnumMap<>(Refusal.class);

    private void add(Refusal refusal, Instant at, long n) {
      count += n;
      from = from == null || at.isBefore(from) ? at : from;
      to = to == null || at.isAfter(to) ? at : to;
      refusals.merge(refusal, n, Long::sum);
    }

    private void add(Tally other) {
      other.refusals.forEach((refusal, n) -> add(refusal, other.from, n));
      to = to.isAfter(other.to) ? to : other.to;
    }
  }

  private final int perMinute;
  private final Map<Source, Tally> tallies = new HashMap<>();
  private Tally others = new Tally();
  private int singles;
  private long since = System.nanoTime();

  Strangers(int perMinute) {
    this.perMinute = perMinute;
  }

  /** Whether this refusal is to be recorded singly; otherwise it is counted here. */
  synchronized boolean single(Attempt attempt) {
    Tally tally = tally(attempt.source().getAddress());
    if (tally != others && tally.singles < perMinute && singles < SINGLES) {
      tally.singles++;
      singles++;
      return true;
    }
    tally.add(attempt.refusal().orElse(Refusal.INTERNAL), attempt.at(), 1);
    return false;
  }

  /** What is to be recorded now that the minute is over; nothing before, unless it is the end. */
  synchronized List<Sum> due(boolean end) {
    if (!end && System.nanoTime() - since < MINUTE) {
      return List.of();
    }
    List<Sum> sums = new ArrayList<>();
    List<Map.Entry<Source, Tally>> counted =
        tallies.entrySet().stream()
            .filter(entry -> entry.getValue().count > 0)
            .sorted(Comparator.comparingLong(entry -> -entry.getValue().count))
            .toList();
    counted.stream()
        .limit(SUMS)
        .forEach(entry -> sums.add(sum(name(entry.getKey()), entry.getValue())));
    counted.stream().skip(SUMS).forEach(entry -> others.add(entry.getValue()));
    if (others.count > 0) {
      sums.add(sum(OTHERS, others));
    }
    tallies.clear();
    others = new Tally();
    singles = 0;
    since = System.nanoTime();
    return sums;
  }

  private Tally tally(InetAddress address) {
    if (address == null) {
      return others;
    }
    Source source = source(address.getAddress());
    Tally tally = tallies.get(source);
    if (tally == null) {
      if (tallies.size() >= SOURCES) {
        return others;
      }
      tally = new Tally();
      tallies.put(source, tally);
    }
    return tally;
  }

  private static Source source(byte[] address) {
    long bits = 0;
    for (int i = 0; i < Math.min(8, address.length); i++) {
      bits = bits << 8 | address[i] & 0xff;
    }
    return new Source(bits, address.length > 4);
  }

  private static Sum sum(String source, Tally tally) {
    return new Sum(tally.from, tally.to, source, tally.count, Map.copyOf(tally.refusals));
  }

  private static String name(Source source) {
    long bits = source.bits();
    if (!source.six()) {
      return (bits >> 24)
          + "."
          + (bits >> 16 & 255)
          + "."
          + (bits >> 8 & 255)
          + "."
          + (bits & 255)
          + "/32";
    }
    StringBuilder name = new StringBuilder();
    for (int shift = 48; shift >= 0; shift -= 16) {
      name.append(Long.toHexString(bits >> shift & 0xffff)).append(':');
    }
    return name.append(":/64").toString();
  }
}
