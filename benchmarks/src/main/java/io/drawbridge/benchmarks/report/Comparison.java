// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.benchmarks.report;

import io.drawbridge.benchmarks.plot.Quantity;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Two runs of the same benchmarks on the same machine, told apart from noise: a score is worse only
 * when it is worse by more than the threshold <em>and</em> the error bars do not touch. Allocation
 * has little noise: it has grown when it grew by more than a byte and 2 %.
 */
final class Comparison {
  private static final double ALLOCATION_SHARE = 1.02;
  private static final double ALLOCATION_BYTES = 1;

  /** What became of one benchmark. */
  enum Verdict {
    /** No difference that can be told. */
    SAME("same"),
    /** Better beyond doubt. */
    BETTER("better"),
    /** Worse beyond doubt. */
    WORSE("**worse**"),
    /** More bytes an operation. */
    ALLOCATES_MORE("**allocates more**"),
    /** Only in one of the files. */
    UNPAIRED("only in one");

    private final String text;

    Verdict(String text) {
      this.text = text;
    }

    boolean isBad() {
      return this == WORSE || this == ALLOCATES_MORE;
    }
  }

  private final double threshold;
  private final Map<String, Measurement> before;
  private final Map<String, Measurement> after;

  /**
   * Compares.
   *
   * @param percent by how much a score may be worse
   */
  Comparison(List<Measurement> before, List<Measurement> after, double percent) {
    this.threshold = percent / 100;
    this.before = byKey(before);
    this.after = byKey(after);
  }

  private static Map<String, Measurement> byKey(List<Measurement> all) {
    Map<String, Measurement> map = new LinkedHashMap<>();
    all.forEach(each -> map.put(each.key(), each));
    return map;
  }

  /** By benchmark, all of both files. */
  Map<String, Verdict> verdicts() {
    Map<String, Verdict> verdicts = new LinkedHashMap<>();
    TreeSet<String> keys = new TreeSet<>(before.keySet());
    keys.addAll(after.keySet());
    for (String key : keys) {
      Measurement old = before.get(key);
      Measurement now = after.get(key);
      verdicts.put(key, old == null || now == null ? Verdict.UNPAIRED : verdict(old, now));
    }
    return verdicts;
  }

  /** Whether anything got worse. */
  boolean isBad() {
    return verdicts().values().stream().anyMatch(Verdict::isBad);
  }

  private Verdict verdict(Measurement old, Measurement now) {
    double was = allocated(old);
    if (allocated(now) > Math.max(was + ALLOCATION_BYTES, was * ALLOCATION_SHARE)) {
      return Verdict.ALLOCATES_MORE;
    }
    double change = change(old, now);
    if (Math.abs(change) <= threshold || old.primary().overlaps(now.primary())) {
      return Verdict.SAME;
    }
    return change > 0 == now.biggerIsBetter() ? Verdict.BETTER : Verdict.WORSE;
  }

  /** What was not measured cannot have grown: not a number, which is never greater. */
  private static double allocated(Measurement measured) {
    Optional<Figure> figure = measured.extra(Measurement.ALLOCATED);
    return figure.isPresent() ? figure.get().median() : Double.NaN;
  }

  private static double change(Measurement old, Measurement now) {
    return now.primary().score() / old.primary().score() - 1;
  }

  /** The comparison for people. */
  String markdown() {
    List<List<String>> rows = new ArrayList<>();
    verdicts()
        .forEach(
            (key, verdict) -> {
              Measurement old = before.get(key);
              Measurement now = after.get(key);
              String change =
                  verdict == Verdict.UNPAIRED
                      ? "–"
                      : String.format(Locale.ROOT, "%+.1f %%", 100 * change(old, now));
              rows.add(
                  List.of(
                      key, score(old), score(now), change, bytes(old), bytes(now), verdict.text));
            });
    List<String> head = List.of("benchmark", "before", "after", "change", "B/op", "B/op", "");
    return MarkdownTable.of(head, rows);
  }

  private static String score(Measurement measured) {
    return measured == null ? "–" : MarkdownTable.scored(measured.primary());
  }

  private static String bytes(Measurement measured) {
    return measured == null ? "–" : Quantity.text(allocated(measured));
  }
}
