// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.auth.jwt;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A pinned key set, for an issuer that cannot be asked. Read again like a fetched one. */
record FileKeys(Path file) implements KeySource {
  @Override
  public byte[] fetch() throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new IOException(file + " is not a file");
    }
    if (Files.size(file) > MAX_BYTES) {
      throw new IOException(file + " is longer than 512 KiB");
    }
    return Files.readAllBytes(file);
  }
}
