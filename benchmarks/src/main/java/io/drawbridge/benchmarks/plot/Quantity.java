// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.benchmarks.plot;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;

/** Numbers as a reader wants them. */
public final class Quantity {
  private static final double MILLION = 1e6;

  private Quantity() {}

  /** Three significant digits: {@code 0.0312}, {@code 1.85}, {@code 1,230}, {@code 4.1 M}. */
  public static String text(double value) {
    if (!Double.isFinite(value)) {
      return "–";
    }
    double size = Math.abs(value);
    if (size >= MILLION) {
      return plain(value / MILLION) + " M";
    }
    if (size < 1e-4) {
      return size < 1e-9 ? "0" : String.format(Locale.ROOT, "%.0e", value);
    }
    return plain(value);
  }

  private static String plain(double value) {
    BigDecimal rounded = new BigDecimal(value, new MathContext(3));
    if (Math.abs(value) >= 1000) {
      return String.format(Locale.ROOT, "%,d", rounded.longValue());
    }
    BigDecimal bare = rounded.stripTrailingZeros();
    return bare.scale() < 0 ? bare.setScale(0).toPlainString() : bare.toPlainString();
  }
}
