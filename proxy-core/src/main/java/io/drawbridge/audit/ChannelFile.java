// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.audit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.Set;

/**
 * The real file. Locked, because two writers would tear each other's chain; the kernel drops the
 * lock with the process, so a killed gateway leaves nothing stale behind.
 */
final class ChannelFile implements AppendFile {
  private static final Set<OpenOption> OPTIONS =
      Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE);

  private static final int PIECE = 64 * 1024;

  private final Path path;
  private final FileChannel channel;
  private final Object key;
  private long end;

  private ChannelFile(Path path, FileChannel channel, Object key, long end) {
    this.path = path;
    this.channel = channel;
    this.key = key;
    this.end = end;
  }

  /**
   * Opens the file, creating it for its owner alone.
   *
   * @throws IOException if it cannot be, is no regular file (a pipe would block for ever), or
   *     another writer has it
   */
  static AppendFile open(Path path) throws IOException {
    create(path);
    if (!Files.isRegularFile(path)) {
      throw new IOException(path + " is not a regular file");
    }
    FileChannel channel = FileChannel.open(path, OPTIONS);
    try {
      lock(path, channel);
      return new ChannelFile(path, channel, key(path), channel.size());
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private static void create(Path path) throws IOException {
    Path directory = path.toAbsolutePath().getParent();
    if (directory != null && !Files.exists(directory)) {
      try {
        Files.createDirectory(directory, owner(path, "rwx------"));
      } catch (NoSuchFileException _) {
        throw new IOException(path + ": the directory " + directory.getParent() + " is missing");
      }
    }
    try {
      Files.createFile(path, owner(path, "rw-------"));
    } catch (FileAlreadyExistsException _) {
      // The usual case: it goes on where it stopped, with the permissions the operator gave it.
    }
  }

  private static FileAttribute<?>[] owner(Path path, String permissions) {
    boolean posix = path.getFileSystem().supportedFileAttributeViews().contains("posix");
    return posix
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        }
        : new FileAttribute<?>[0];
  }

  private static void lock(Path path, FileChannel channel) throws IOException {
    FileLock lock;
    try {
      lock = channel.tryLock();
    } catch (OverlappingFileLockException _) {
      lock = null;
    }
    if (lock == null) {
      throw new IOException(path + " is being written by another gateway");
    }
  }

  private static Object key(Path path) throws IOException {
    return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
  }

  @Override
  public void append(ByteBuffer bytes) throws IOException {
    int limit = bytes.limit();
    while (bytes.position() < limit) {
      // The JDK keeps a direct copy of the largest buffer it was ever handed.
      bytes.limit(Math.min(limit, bytes.position() + PIECE));
      end += channel.write(bytes, end);
    }
  }

  @Override
  public int read(ByteBuffer into, long position) throws IOException {
    return channel.read(into, position);
  }

  @Override
  public void sync() throws IOException {
    channel.force(false);
  }

  @Override
  public long size() throws IOException {
    return channel.size();
  }

  @Override
  public void truncate(long length) throws IOException {
    end = length;
    channel.truncate(length);
  }

  @Override
  public long spare() throws IOException {
    FileStore store = Files.getFileStore(path);
    return store.getUsableSpace() - Math.min(RESERVE, store.getTotalSpace() / 4);
  }

  @Override
  public boolean inPlace() {
    try {
      return Objects.equals(key(path), key);
    } catch (IOException _) {
      return false;
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
