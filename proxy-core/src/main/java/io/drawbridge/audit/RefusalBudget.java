// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.audit;

import io.drawbridge.auth.Identity;
import io.drawbridge.guard.SourcePrefix;
import io.drawbridge.observe.Attempt;
import io.drawbridge.observe.Refusal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * Bounds what those who are refused can make the audit write. Of each source, or verified identity
 * at a source, a few refusals of each kind a minute are recorded singly, as long as all together
 * take no more than {@value #BYTES} bytes a minute; the rest is summed up, for the busiest {@value
 * #SUMS}, and once for all others. The kinds are DENIED, UNAUTHENTICATED and all else: harmless
 * refusals must not hide what is probed behind them. Anybody can fill the table and the bytes; what
 * gives way is the single record, never the count. Strangers have a budget of their own, so that
 * they take nothing from those who were verified. Any thread.
 */
final class RefusalBudget {
  /** Most of them told apart within a minute: some 3 MB of memory. */
  static final int TABLE = 4096;

  /** With the sums (at most some 2 KB each) of both budgets this stays below 1 MB a minute. */
  static final int BYTES = 256 * 1024;

  /** Enough to tell a few who fail from a crowd. */
  static final int SUMS = 100;

  /** Most targets that a sum names; with their length they keep it near 2 KB. */
  static final int TARGETS = 5;

  private static final int LONGEST_TARGET = 64;

  private static final long MINUTE = Duration.ofMinutes(1).toNanos();

  /** A map ordered by it cannot be made slow by chosen names and addresses. */
  private static final Comparator<Who> ORDER =
      Comparator.comparing(Who::source).thenComparing(Who::issuer).thenComparing(Who::subject);

  /** Issuer and subject are empty if none was verified. */
  private record Who(SourcePrefix source, String issuer, String subject) {}

  /** Refusals that were not recorded singly, of one of them or of all others. */
  static final class Sum {
    /** An IPv4 address with {@code /32}, an IPv6 prefix with {@code /64}, or {@code others}. */
    final String source;

    final String issuer;
    final String subject;
    final Map<Refusal, Long> refusals = new EnumMap<>(Refusal.class);

    /** The first targets of those that were denied; ends with an ellipsis if there were more. */
    final Set<String> targets = new LinkedHashSet<>();

    long count;
    Instant from = Instant.MAX;
    Instant to = Instant.MIN;
    private final int[] singles = new int[3]; // recorded singly, by kind

    private Sum(String source, String issuer, String subject) {
      this.source = source;
      this.issuer = issuer;
      this.subject = subject;
    }

    private void add(Refusal refusal, long n, Instant first, Instant last) {
      count += n;
      from = first.isBefore(from) ? first : from;
      to = last.isAfter(to) ? last : to;
      refusals.merge(refusal, n, Long::sum);
    }

    private void denied(String target) {
      if (!target.isEmpty() && !targets.contains(target)) {
        targets.add(targets.size() < TARGETS ? target : "…");
      }
    }
  }

  private final int perMinute;
  private final Map<Who, Sum> sums = new TreeMap<>(ORDER);
  private Sum others = new Sum("others", "", "");
  private long bytes;
  private long since = System.nanoTime();

  RefusalBudget(int perMinute) {
    this.perMinute = perMinute;
  }

  /** The record, if this refusal is to be recorded singly; otherwise it is counted here. */
  Optional<Body> single(Attempt attempt, Supplier<Body> record) {
    // Without this look a flood would have a record made of each of its refusals, for nothing.
    if (!takes(attempt, 0)) {
      return Optional.empty();
    }
    // Outside the lock: the longest part.
    Body body = record.get();
    return takes(attempt, body.text().getBytes(StandardCharsets.UTF_8).length + Body.FRAME)
        ? Optional.of(body)
        : Optional.empty();
  }

  /** Whether there is room for a record of that length, which is taken; else it is counted. */
  private synchronized boolean takes(Attempt attempt, int length) {
    Sum sum = sum(attempt);
    Refusal refusal = attempt.refusal().orElse(Refusal.INTERNAL);
    int kind = refusal == Refusal.DENIED ? 0 : refusal == Refusal.UNAUTHENTICATED ? 1 : 2;
    boolean takes = sum != others && sum.singles[kind] < perMinute && bytes < BYTES;
    if (takes) {
      bytes += length;
      // One that does not fit is the last that was made for nothing.
      takes = bytes <= BYTES;
    }
    if (!takes) {
      sum.add(refusal, 1, attempt.at(), attempt.at());
      if (refusal == Refusal.DENIED) {
        sum.denied(Written.cut(attempt.target(), LONGEST_TARGET));
      }
    } else if (length > 0) {
      sum.singles[kind]++;
    }
    return takes;
  }

  private Sum sum(Attempt attempt) {
    if (attempt.source().getAddress() == null) {
      return others;
    }
    Who who =
        new Who(
            SourcePrefix.of(attempt.source().getAddress()),
            attempt.identity().map(Identity::issuer).orElse(""),
            attempt.identity().map(Identity::subject).orElse(""));
    return sums.size() < TABLE
        ? sums.computeIfAbsent(who, _ -> new Sum(who.source.toString(), who.issuer, who.subject))
        : sums.getOrDefault(who, others);
  }

  /** What is to be recorded now that the minute is over; nothing before, unless it is the end. */
  synchronized List<Sum> due(boolean end) {
    if (!end && System.nanoTime() - since < MINUTE) {
      return List.of();
    }
    List<Sum> due = new ArrayList<>(sums.values());
    due.removeIf(sum -> sum.count == 0);
    due.sort(Comparator.comparingLong(sum -> -sum.count));
    while (due.size() > SUMS) {
      Sum sum = due.removeLast();
      sum.refusals.forEach((refusal, n) -> others.add(refusal, n, sum.from, sum.to));
      sum.targets.forEach(others::denied);
    }
    if (others.count > 0) {
      due.add(others);
    }
    sums.clear();
    others = new Sum("others", "", "");
    bytes = 0;
    since = System.nanoTime();
    return due;
  }
}
