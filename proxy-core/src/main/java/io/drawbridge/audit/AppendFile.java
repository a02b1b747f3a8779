// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.audit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;

/**
 * A file that only grows. Locked, because two writers would tear each other's chain; the kernel
 * drops the lock with the process, so a killed gateway leaves nothing stale behind. One thread.
 */
class AppendFile implements AutoCloseable {
  /**
   * What of the file system only grants and closes may use up, in bytes: the closes of 80,000 open
   * tunnels, more than are ever kept.
   */
  static final long RESERVE = 32L * 1024 * 1024;

  /** Most bytes of one write: the JDK keeps a direct copy of the largest buffer it was handed. */
  private static final int PIECE = 64 * 1024;

  private final Path path;
  private final FileChannel channel;
  private final Object key;

  /** Opens the file at that path, creating it if it is not there, and locks it. */
  interface Opener {
    AppendFile open(Path path) throws IOException;
  }

  /**
   * Opens the file, creating it for its owner alone.
   *
   * @throws IOException if it cannot be, is no regular file (a pipe would block for ever), or
   *     another writer has it
   */
  AppendFile(Path path) throws IOException {
    requireUsable(path);
    create(path);
    this.path = path;
    this.channel = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
    try {
      lock();
      this.key = key();
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /** Whether it could be opened, as far as that shows without making or opening anything. */
  static void requireUsable(Path path) throws IOException {
    if (Files.exists(path)) {
      if (!Files.isRegularFile(path)) {
        throw new IOException(path + " is not a regular file");
      }
      if (!Files.isReadable(path) || !Files.isWritable(path)) {
        throw new IOException(path + " may not be read and written by this user");
      }
      return;
    }
    Path directory = path.toAbsolutePath().getParent();
    // One that is missing is made, those above it are not.
    Path there = Files.exists(directory) ? directory : directory.getParent();
    if (!Files.exists(there)) {
      throw new IOException(path + ": the directory " + there + " is missing");
    }
    if (!Files.isDirectory(there)) {
      throw new IOException(path + ": " + there + " is not a directory");
    }
    if (!Files.isWritable(there)) {
      throw new IOException(path + ": the directory " + there + " may not be written by this user");
    }
  }

  private static void create(Path path) throws IOException {
    Path directory = path.toAbsolutePath().getParent();
    if (!Files.exists(directory)) {
      Files.createDirectory(directory, owner(path, "rwx------"));
    }
    try {
      Files.createFile(path, owner(path, "rw-------"));
    } catch (FileAlreadyExistsException _) {
      // The usual case: it goes on where it stopped, with the permissions the operator gave it.
    }
  }

  private static FileAttribute<?>[] owner(Path path, String permissions) {
    if (!path.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      return new FileAttribute<?>[0];
    }
    var only = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions));
    return new FileAttribute<?>[] {only};
  }

  private void lock() throws IOException {
    try {
      if (channel.tryLock() != null) {
        return;
      }
    } catch (OverlappingFileLockException _) {
      // Another gateway in this process.
    }
    throw new IOException(path + " is being written by another gateway");
  }

  private Object key() throws IOException {
    return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
  }

  /** Appends all of it at the end, which is there; on failure an unknown part of it. */
  void append(ByteBuffer bytes, long end) throws IOException {
    int limit = bytes.limit();
    for (long at = end; bytes.position() < limit; ) {
      bytes.limit(Math.min(limit, bytes.position() + PIECE));
      at += channel.write(bytes, at);
    }
  }

  /**
   * Reads from a position; -1 at the end. Through this very file: closing another opening of it
   * would drop the lock (POSIX fcntl).
   */
  int read(ByteBuffer into, long position) throws IOException {
    return channel.read(into, position);
  }

  /** Returns when the disk has everything appended before. */
  void sync() throws IOException {
    channel.force(false);
  }

  long size() throws IOException {
    return channel.size();
  }

  /** Cuts off everything behind that length. */
  void truncate(long length) throws IOException {
    channel.truncate(length);
  }

  /**
   * How many bytes of its file system are free beyond the reserve of {@value #RESERVE}, on small
   * ones a quarter; negative if part of the reserve is used up.
   */
  long spare() throws IOException {
    FileStore store = Files.getFileStore(path);
    return store.getUsableSpace() - Math.min(RESERVE, store.getTotalSpace() / 4);
  }

  boolean inPlace() {
    try {
      return Objects.equals(key(), key);
    } catch (IOException _) {
      return false;
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException _) {
      // Everything acknowledged has been written before; there is nobody left to tell.
    }
  }
}
