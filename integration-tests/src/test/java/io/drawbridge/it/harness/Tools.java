// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.it.harness;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/**
 * Where the real programs are that a test needs. A missing one fails the test in CI ({@code
 * CI=true}) and skips it, with a sentence, anywhere else.
 */
public final class Tools {
  private Tools() {}

  /** The executable of that name on PATH. */
  public static Path require(String name) {
    return find(name)
        .orElseThrow(() -> missing(name + " is not on PATH; this test runs the real " + name));
  }

  /** The executable of that name on PATH, if it is there. */
  public static Optional<Path> find(String name) {
    String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
    return Stream.of(path.split(File.pathSeparator))
        .filter(directory -> !directory.isEmpty())
        .map(directory -> Path.of(directory, name))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** The directory with PostgreSQL's server programs, of the newest version installed. */
  public static Path requirePostgres() {
    Path debian = Path.of("/usr/lib/postgresql");
    if (Files.isDirectory(debian)) {
      try (Stream<Path> versions = Files.list(debian)) {
        Optional<Path> newest =
            versions
                .map(version -> version.resolve("bin"))
                .filter(bin -> Files.isExecutable(bin.resolve("initdb")))
                .max(Path::compareTo);
        if (newest.isPresent()) {
          return newest.get();
        }
      } catch (IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
    }
    return find("initdb")
        .map(Path::getParent)
        .orElseThrow(() -> missing("PostgreSQL's server programs (initdb, pg_ctl) are missing"));
  }

  /**
   * Fails the test in CI, skips it elsewhere.
   *
   * @return never; so that a caller can write {@code throw}
   */
  public static RuntimeException missing(String sentence) {
    if ("true".equals(System.getenv("CI"))) {
      return Assertions.fail(sentence);
    }
    return Assumptions.abort(sentence);
  }

  /** All of them. */
  public static void require(List<String> names) {
    names.forEach(Tools::require);
  }
}
