// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.connect;

import io.drawbridge.command.CommandException;
import io.drawbridge.command.ExitCode;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A Unix domain socket that only its owner may connect to. It is bound in a directory that nobody
 * else may enter and moved to its place when its mode is set: a job's umask is often 0, and between
 * bind and chmod another user of the runner could connect.
 */
final class PrivateSocket implements AutoCloseable {
  private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  private final Path path;
  private final Path directory;
  private Object key;

  private PrivateSocket(Path path, Path directory) {
    this.path = path;
    this.directory = directory;
  }

  /**
   * Prepares a place for it. What a process that died left there is replaced.
   *
   * @throws CommandException UNREACHABLE if a living process listens there; USAGE if something else
   *     than a socket is there, or its directory cannot be used
   */
  static PrivateSocket at(Path path) throws CommandException {
    requireFree(path);
    // Short, because a socket's path has at most about 100 bytes.
    String name = ".d" + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
    try {
      Path directory = Files.createDirectory(path.resolveSibling(name), OWNER_ONLY);
      return new PrivateSocket(path, directory);
    } catch (IOException e) {
      throw new CommandException(
          ExitCode.USAGE, "cannot make a socket at " + path + ": " + reason(e));
    }
  }

  private static void requireFree(Path path) throws CommandException {
    BasicFileAttributes there;
    try {
      there = Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    } catch (IOException _) {
      return;
    }
    if (!there.isOther()) {
      throw new CommandException(ExitCode.USAGE, path + " is there already and is no socket");
    }
    try (SocketChannel _ = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
      throw new CommandException(
          ExitCode.UNREACHABLE, "unix:" + path + " is in use by another process");
    } catch (ConnectException _) {
      // Refused: nobody listens, and publishing moves the new socket over it.
    } catch (IOException e) {
      throw new CommandException(
          ExitCode.UNREACHABLE, "unix:" + path + " is not to be had: " + e.getMessage());
    }
  }

  private static String reason(IOException e) {
    return switch (e) {
      case FileAlreadyExistsException _ -> "try again";
      case NoSuchFileException _ -> "its directory is not there";
      case AccessDeniedException _ -> "its directory cannot be written";
      default -> e.getMessage();
    };
  }

  UnixDomainSocketAddress address() {
    return UnixDomainSocketAddress.of(directory.resolve("s"));
  }

  void publish() throws IOException {
    Path bound = address().getPath();
    Files.setPosixFilePermissions(bound, PosixFilePermissions.fromString("rw-------"));
    key = key(bound);
    Files.move(bound, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    Files.delete(directory);
  }

  private static Object key(Path file) throws IOException {
    return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
        .fileKey();
  }

  /** Removes it, unless another process has put its own in its place. */
  @Override
  public void close() {
    try {
      Files.deleteIfExists(address().getPath());
      Files.deleteIfExists(directory);
      if (key != null && key.equals(key(path))) {
        Files.delete(path);
      }
    } catch (IOException _) {
      // It is gone already, or its directory is: nothing is left to remove.
      key = null;
    }
  }
}
