// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.telemetry;

import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

/** Counts durations by size. Any thread; recording neither allocates nor waits. */
final class Histogram {
  /** Upper bounds, in milliseconds; the last bucket has none. */
  private static final long[] BOUNDS = {
    1, 2, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000
  };

  private final LongAdder[] buckets = adders(BOUNDS.length + 1);
  private final LongAdder nanos = new LongAdder();

  static LongAdder[] adders(int count) {
    return Stream.generate(LongAdder::new).limit(count).toArray(LongAdder[]::new);
  }

  void record(Duration took) {
    long spent = Math.max(0, took.toNanos());
    int bucket = 0;
    while (bucket < BOUNDS.length && spent > BOUNDS[bucket] * 1_000_000) {
      bucket++;
    }
    buckets[bucket].increment();
    nanos.add(spent);
  }

  /** Its samples: buckets add up, the last one equals the count. */
  void write(Exposition out, String... labels) {
    long count = 0;
    for (int i = 0; i < buckets.length; i++) {
      count += buckets[i].sum();
      String bound = i < BOUNDS.length ? Exposition.number(BOUNDS[i] / 1000.0) : "+Inf";
      Stream<String> all = Stream.concat(Stream.of(labels), Stream.of("le", bound));
      out.part("_bucket", count, all.toArray(String[]::new));
    }
    out.part("_sum", nanos.sum() / 1e9, labels);
    out.part("_count", count, labels);
  }
}
