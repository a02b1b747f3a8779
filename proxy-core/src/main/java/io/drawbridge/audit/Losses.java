// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.audit;

/**
 * How many records could not be written.
 *
 * @param refused refusals
 * @param granted grants; in required mode these were refused, otherwise they went on unrecorded
 * @param closed closes
 */
record Losses(long refused, long granted, long closed) {
  static final Losses NONE = new Losses(0, 0, 0);

  boolean any() {
    return refused + granted + closed > 0;
  }

  /** These and those. */
  Losses plus(Losses more) {
    return new Losses(refused + more.refused, granted + more.granted, closed + more.closed);
  }

  /** These and one more of that kind. */
  Losses plus(Entry.Kind kind) {
    return switch (kind) {
      case REFUSED, STRANGER -> new Losses(refused + 1, granted, closed);
      case GRANTED -> new Losses(refused, granted + 1, closed);
      case CLOSED -> new Losses(refused, granted, closed + 1);
    };
  }
}
