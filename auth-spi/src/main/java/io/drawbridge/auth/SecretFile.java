// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.auth;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.function.Supplier;

/**
 * A secret in a file, read again when the file has changed. One that cannot be read then leaves the
 * last good one in use. Safe for concurrent use.
 */
final class SecretFile implements Supplier<Secret> {
  private static final int LONGEST = 64 * 1024;

  private final Path file;
  private Secret secret;
  private List<Object> stamp;

  /** Reads it for the first time; the message of the exception says what is wrong with the file. */
  SecretFile(Path file) throws IOException {
    this.file = file;
    this.stamp = stamp();
    this.secret = read(file);
  }

  @Override
  public synchronized Secret get() {
    try {
      List<Object> now = stamp();
      if (!now.equals(stamp)) {
        secret = read(file);
        stamp = now;
      }
    } catch (IOException _) {
      // Being replaced just now, or gone: looked at again by whoever asks next.
    }
    return secret;
  }

  /** What shows that it has changed, replaced by a rename included. */
  private List<Object> stamp() throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new IOException(Files.exists(file) ? "is not a file" : "does not exist");
    }
    BasicFileAttributes is = Files.readAttributes(file, BasicFileAttributes.class);
    return List.of(is.lastModifiedTime(), is.size(), String.valueOf(is.fileKey()));
  }

  private static Secret read(Path file) throws IOException {
    if (Files.size(file) > LONGEST) {
      throw new IOException("is longer than 64 KiB");
    }
    String text;
    try {
      text = Files.readString(file, StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      throw new IOException("cannot be read (" + e.getClass().getSimpleName() + ")", e);
    }
    if (text.isEmpty()) {
      throw new IOException("is empty");
    }
    return Secret.of(text);
  }
}
