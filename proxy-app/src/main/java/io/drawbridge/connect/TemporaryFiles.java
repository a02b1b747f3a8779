// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.connect;

import io.drawbridge.command.CommandException;
import io.drawbridge.command.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * Where a job lets its programs put files for a while: {@code TMPDIR}, which the JVM does not look
 * at, then the JVM's own place. In a container whose root is read-only often just one of them can
 * be written.
 */
final class TemporaryFiles {
  private final List<Path> places;

  TemporaryFiles(UnaryOperator<String> environment) {
    places =
        Stream.of(environment.apply("TMPDIR"), System.getProperty("java.io.tmpdir"))
            .filter(Objects::nonNull)
            .filter(name -> !name.isBlank())
            .map(Path::of)
            .distinct()
            .toList();
  }

  /** A new directory that nobody else may enter; CONFIGURATION if there is no place for it. */
  Path directory() throws CommandException {
    return make(
        place ->
            Files.createTempDirectory(
                place,
                "drawbridge",
                PosixFilePermissions.asFileAttribute(
                    PosixFilePermissions.fromString("rwx------"))));
  }

  /** A new file that nobody else may read; CONFIGURATION if there is no place for it. */
  Path file() throws CommandException {
    return make(place -> Files.createTempFile(place, "drawbridge-connect-", ".log"));
  }

  @FunctionalInterface
  private interface Making {
    Path in(Path place) throws IOException;
  }

  private Path make(Making making) throws CommandException {
    IOException last = null;
    for (Path place : places) {
      try {
        return making.in(place);
      } catch (IOException e) {
        last = e;
      }
    }
    throw new CommandException(
        ExitCode.CONFIGURATION,
        "no temporary file can be made ("
            + last
            + "); set TMPDIR to a directory that can be written");
  }
}
