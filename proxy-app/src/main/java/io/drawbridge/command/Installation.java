// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.command;

import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.Optional;

/** Where the program is installed. */
public final class Installation {
  private Installation() {}

  /** The directory that holds {@code lib/drawbridge.jar}; empty when run from classes. */
  public static Optional<Path> home() {
    CodeSource source = Installation.class.getProtectionDomain().getCodeSource();
    if (source == null) {
      return Optional.empty();
    }
    try {
      Path jar = Path.of(source.getLocation().toURI());
      return Files.isRegularFile(jar)
          ? Optional.ofNullable(jar.toAbsolutePath().getParent()).map(Path::getParent)
          : Optional.empty();
    } catch (URISyntaxException _) {
      return Optional.empty();
    }
  }
}
