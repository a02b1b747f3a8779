// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.it.harness;

import java.nio.file.Files;
import java.nio.file.Path;

/** The distribution under test. */
public final class Home {
  private Home() {}

  /** Its directory, laid out by the build or unpacked from a release. */
  public static Path directory() {
    String home = System.getProperty("drawbridge.home");
    if (home == null || !Files.isDirectory(Path.of(home, "lib"))) {
      throw new IllegalStateException("no distribution at " + home + ": run mvn verify");
    }
    return Path.of(home).toAbsolutePath().normalize();
  }

  /** The command. */
  public static Path launcher() {
    return directory().resolve("bin").resolve("drawbridge");
  }

  /** The product's jar. */
  public static Path jar() {
    return directory().resolve("lib").resolve("drawbridge.jar");
  }

  /** What plugins compile against. */
  public static Path spi() {
    return directory().resolve("lib").resolve("spi").resolve("auth-spi.jar");
  }

  /** A jar of the product's plugins. */
  public static Path plugin(String name) {
    return directory().resolve("plugins").resolve(name + ".jar");
  }

  /** The Java that runs the tests, for the processes they start. */
  public static Path java() {
    return Path.of(System.getProperty("java.home"), "bin", "java");
  }
}
