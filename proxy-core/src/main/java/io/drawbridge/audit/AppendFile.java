// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.audit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** A file that only grows: the seam at which tests make a disk full or broken. One thread. */
interface AppendFile extends AutoCloseable {
  /** What of the file system only grants and closes may use up, in bytes. */
  long RESERVE = 32L * 1024 * 1024;

  /** Opens a file. */
  interface Opener {
    /** Opens the file at that path, creating it if it is not there, and locks it. */
    AppendFile open(Path path) throws IOException;
  }

  /** Appends all of it; on failure an unknown part of it. */
  void append(ByteBuffer bytes) throws IOException;

  /** Returns when the disk has everything appended before. */
  void sync() throws IOException;

  /**
   * Reads from a position; -1 at the end. Through this very file: closing another opening of it
   * would drop the lock (POSIX fcntl).
   */
  int read(ByteBuffer into, long position) throws IOException;

  /** How long the file is, in bytes. */
  long size() throws IOException;

  /** Cuts off everything behind that length; what is appended next goes there. */
  void truncate(long length) throws IOException;

  /**
   * How much of its file system's free space is left beyond a reserve, in bytes; negative if part
   * of the reserve is used up. The reserve is {@value #RESERVE} bytes, on small file systems a
   * quarter.
   */
  long spare() throws IOException;

  /** Whether the path still leads to this file. */
  boolean inPlace();

  /** Gives the file and its lock back. */
  @Override
  void close() throws IOException;
}
