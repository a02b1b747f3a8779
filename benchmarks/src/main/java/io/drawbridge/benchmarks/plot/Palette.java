// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.benchmarks.plot;

/**
 * The colours of Okabe and Ito, which readers with any common colour blindness can tell apart;
 * without yellow, which nobody sees on white. Past seven the colours come again, dashed.
 */
final class Palette {
  private static final String[] COLOURS = {
    "#0072B2", "#D55E00", "#009E73", "#CC79A7", "#56B4E9", "#E69F00", "#5F5F5F"
  };
  private static final String[] DASHES = {"none", "7 4", "2 3"};

  private Palette() {}

  static String colour(int series) {
    return COLOURS[series % COLOURS.length];
  }

  static String dash(int series) {
    return DASHES[series / COLOURS.length % DASHES.length];
  }
}
