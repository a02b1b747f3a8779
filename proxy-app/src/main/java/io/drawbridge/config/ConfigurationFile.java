// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.config;

import io.drawbridge.auth.InvalidSettingsException;
import io.drawbridge.auth.Located;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The files of a configuration, as files. */
public final class ConfigurationFile {
  private ConfigurationFile() {}

  /** The document in a file. Only a regular file is opened: a pipe would block for ever. */
  public static Map<String, Located> read(Path file) throws InvalidSettingsException, IOException {
    if (!Files.isRegularFile(file)) {
      throw new IOException(file + (Files.exists(file) ? " is not a file" : " does not exist"));
    }
    byte[] document;
    try (InputStream in = Files.newInputStream(file)) {
      document = in.readNBytes(TomlReader.MAX_BYTES + 1);
    } catch (AccessDeniedException _) {
      throw new IOException(file + " may not be read");
    }
    return TomlReader.read(file.toString(), document);
  }

  /**
   * Why a file with a secret is open to too many, if it is. The group may read it: that is how a
   * service gets it.
   */
  static Optional<String> exposed(Path file) {
    Set<PosixFilePermission> permissions;
    try {
      permissions = Files.getPosixFilePermissions(file);
    } catch (IOException | UnsupportedOperationException _) {
      // Not there, which whoever reads it tells; or a file system without owners.
      return Optional.empty();
    }
    if (permissions.contains(PosixFilePermission.OTHERS_WRITE)
        || permissions.contains(PosixFilePermission.GROUP_WRITE)) {
      return Optional.of(file + " can be changed by others than its owner; chmod 600 it");
    }
    return permissions.contains(PosixFilePermission.OTHERS_READ)
        ? Optional.of(file + " can be read by every user of this machine; chmod 600 it")
        : Optional.empty();
  }
}
