// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.guard;

/**
 * What came of a call into a plugin.
 *
 * @param <T> what the call answers
 */
public sealed interface Outcome<T> {
  /**
   * It answered in time.
   *
   * @param value what, never {@code null}
   */
  record Answered<T>(T value) implements Outcome<T> {}

  /**
   * It did not: fault, quarantine or no time left.
   *
   * @param explanation one sentence that anybody may read
   */
  record Failed<T>(String explanation) implements Outcome<T> {}

  /**
   * It was never asked: too many calls wait for it.
   *
   * @param explanation one sentence that anybody may read
   */
  record Full<T>(String explanation) implements Outcome<T> {}
}
