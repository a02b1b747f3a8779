// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.session;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;

/** The files that Unix domain sockets leave in the file system. */
final class SocketFiles {
  private SocketFiles() {}

  /**
   * Binds it for the user of this process only: jobs often run with a file mask of 0, and whoever
   * may write the file may connect.
   *
   * @throws IOException if the path cannot be bound, or somebody answers there
   */
  static void bind(ServerSocketChannel server, UnixDomainSocketAddress address, int backlog)
      throws IOException {
    try {
      server.bind(address, backlog);
    } catch (BindException e) {
      if (!isStale(address)) {
        throw e;
      }
      Files.delete(address.getPath());
      server.bind(address, backlog);
    }
    try {
      if (Files.getFileStore(address.getPath()).supportsFileAttributeView("posix")) {
        Files.setPosixFilePermissions(
            address.getPath(), PosixFilePermissions.fromString("rw-------"));
      }
    } catch (IOException e) {
      delete(address);
      throw e;
    }
  }

  /** Left by a process that was killed: a socket, and nobody behind it. */
  private static boolean isStale(UnixDomainSocketAddress address) throws IOException {
    Path path = address.getPath();
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)
        || !Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
            .isOther()) {
      return false;
    }
    try {
      SocketChannel.open(address).close();
      return false;
    } catch (ConnectException _) {
      return true;
    }
  }

  /** Deletes it; one that stays is replaced by the next start. */
  static void delete(UnixDomainSocketAddress address) {
    try {
      Files.deleteIfExists(address.getPath());
    } catch (IOException _) {
      // Nobody answers there any more, and whoever connects is told so.
    }
  }
}
