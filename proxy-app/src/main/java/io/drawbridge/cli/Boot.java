// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.cli;

import java.lang.reflect.InvocationTargetException;

/**
 * The jar's main class, compiled for Java 17: an older Java than the product needs can load it and
 * is told so in one sentence, instead of failing with {@code UnsupportedClassVersionError}.
 */
public final class Boot {
  private static final int REQUIRED_FEATURE = 25;

  /** {@code EX_CONFIG} of sysexits(3). */
  private static final int EXIT_CONFIGURATION = 78;

  private Boot() {}

  /**
   * Runs {@code io.drawbridge.cli.Main}, or ends the process with exit code 78 when this Java is
   * older than 25.
   *
   * @param args the command line, passed on as it is
   * @throws Throwable whatever the command line's own {@code main} throws
   */
  public static void main(String[] args) throws Throwable {
    int feature = Runtime.version().feature();
    if (feature < REQUIRED_FEATURE) {
      System.err.printf(
          "drawbridge: needs Java %d or later, this is Java %d (%s)%n",
          REQUIRED_FEATURE, feature, System.getProperty("java.home"));
      System.exit(EXIT_CONFIGURATION);
    }
    // By name: javac --release 17 cannot read a class compiled for 25.
    try {
      Class.forName("io.drawbridge.cli.Main")
          .getMethod("main", String[].class)
          .invoke(null, (Object) args);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }
}
