// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.audit;

import io.drawbridge.bound.SourcePrefix;
import io.drawbridge.observe.Attempt;
import io.drawbridge.observe.Refusal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Bounds what those who are refused can make the audit write. Of each of them, who is a source or a
 * verified identity at a source, a few refusals a minute are recorded singly, as long as all of
 * them together take no more than {@value #BYTES} bytes a minute; the rest is summed up, for the
 * busiest {@value #SUMS}, and once for all others. The table holds {@value #TABLE} of them. Anybody
 * can fill the table and the bytes; what gives way is the single record, never the count. Those
 * without a verified identity have a budget of their own, so that they take nothing from the
 * others. Any thread.
 */
final class RefusalBudget {
  /** Most of them told apart within a minute: some 1 MB of memory. */
  static final int TABLE = 4096;

  /** With the sums (at most some 2 KB each) of both budgets this stays below 1 MB a minute. */
  static final int BYTES = 256 * 1024;

  /** Enough to tell a few who fail from a crowd. */
  static final int SUMS = 100;

  /** The source of the sum of all that have none of their own. */
  static final String OTHERS = "others";

  private static final long MINUTE = Duration.ofMinutes(1).toNanos();
  private static final Who REST = new Who(new SourcePrefix(0, false), "", "");

  /**
   * Refusals that were not recorded singly.
   *
   * @param source an IPv4 address with {@code /32}, an IPv6 prefix with {@code /64}, or {@value
   *     #OTHERS}
   * @param issuer who vouches for the identity; empty if none was verified, or for {@value #OTHERS}
   * @param subject the identity's name there
   */
  record Sum(
      Instant from,
      Instant to,
      String source,
      String issuer,
      String subject,
      long count,
      Map<Refusal, Long> refusals) {}

  /** Comparable, so that chosen names and addresses cannot make the table slow. */
  private record Who(SourcePrefix source, String issuer, String subject)
      implements Comparable<Who> {
    private static final Comparator<Who> ORDER =
        Comparator.comparing(Who::source).thenComparing(Who::issuer).thenComparing(Who::subject);

    @Override
    public int compareTo(Who other) {
      return ORDER.compare(this, other);
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
  private final Map<Who, Tally> tallies = new HashMap<>();
  private Tally others = new Tally();
  private long bytes;
  private long since = System.nanoTime();

  /** With so many single records of each of them a minute. */
  RefusalBudget(int perMinute) {
    this.perMinute = perMinute;
  }

  /** The record, if this refusal is to be recorded singly; otherwise it is counted here. */
  Optional<String> single(Attempt attempt, Supplier<String> record) {
    if (!mayBeSingle(attempt)) {
      return Optional.empty();
    }
    // Outside the lock: the longest part.
    String body = record.get();
    return takes(attempt, body.getBytes(StandardCharsets.UTF_8).length + Bodies.FRAME)
        ? Optional.of(body)
        : Optional.empty();
  }

  /** Without this look a flood would have a record made of each of its refusals, for nothing. */
  private synchronized boolean mayBeSingle(Attempt attempt) {
    Tally tally = tally(attempt);
    boolean may = tally != others && tally.singles < perMinute && bytes < BYTES;
    if (!may) {
      count(tally, attempt);
    }
    return may;
  }

  private synchronized boolean takes(Attempt attempt, int length) {
    Tally tally = tally(attempt);
    boolean takes = tally != others && tally.singles < perMinute && bytes + length <= BYTES;
    if (takes) {
      tally.singles++;
      bytes += length;
    } else {
      count(tally, attempt);
    }
    return takes;
  }

  private static void count(Tally tally, Attempt attempt) {
    tally.add(attempt.refusal().orElse(Refusal.INTERNAL), attempt.at(), 1);
  }

  /** What is to be recorded now that the minute is over; nothing before, unless it is the end. */
  synchronized List<Sum> due(boolean end) {
    if (!end && System.nanoTime() - since < MINUTE) {
      return List.of();
    }
    List<Sum> sums = new ArrayList<>();
    List<Map.Entry<Who, Tally>> counted =
        tallies.entrySet().stream()
            .filter(entry -> entry.getValue().count > 0)
            .sorted(Comparator.comparingLong(entry -> -entry.getValue().count))
            .toList();
    counted.stream()
        .limit(SUMS)
        .forEach(
            entry ->
                sums.add(
                    sum(entry.getKey().source().toString(), entry.getKey(), entry.getValue())));
    counted.stream().skip(SUMS).forEach(entry -> others.add(entry.getValue()));
    if (others.count > 0) {
      sums.add(sum(OTHERS, REST, others));
    }
    tallies.clear();
    others = new Tally();
    bytes = 0;
    since = System.nanoTime();
    return sums;
  }

  private Tally tally(Attempt attempt) {
    if (attempt.source().getAddress() == null) {
      return others;
    }
    Who who =
        new Who(
            SourcePrefix.of(attempt.source().getAddress()),
            attempt.identity().map(identity -> identity.issuer()).orElse(""),
            attempt.identity().map(identity -> identity.subject()).orElse(""));
    Tally tally = tallies.get(who);
    if (tally == null) {
      if (tallies.size() >= TABLE) {
        return others;
      }
      tally = new Tally();
      tallies.put(who, tally);
    }
    return tally;
  }

  private static Sum sum(String source, Who who, Tally tally) {
    return new Sum(
        tally.from,
        tally.to,
        source,
        who.issuer(),
        who.subject(),
        tally.count,
        Map.copyOf(tally.refusals));
  }
}
