// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.splice;

import java.nio.ByteBuffer;

/**
 * The few system calls that a pipe needs. Each returns what the call returned, or the negative
 * error number (errno(3)). An instance is used by one thread at a time.
 */
interface Kernel {
  // asm-generic/errno-base.h and errno.h of the kernel.
  int EPERM = 1;
  int EINTR = 4;
  int EAGAIN = 11;
  int EINVAL = 22;
  int ENOSYS = 38;

  /** A new pipe, both ends non-blocking and closed on exec (pipe2(2)): its ends go into the two. */
  long pipe(int[] ends);

  /** Asks for a capacity and returns the one granted (fcntl(2), F_SETPIPE_SZ). */
  long resize(int pipe, int bytes);

  /** Moves bytes where one of the two is a pipe, without waiting for it (splice(2)). */
  long splice(int from, int to, long most);

  /** Reads what is there (read(2)). */
  long read(int from, ByteBuffer directInto);

  /** Gives the number back (close(2)). */
  void close(int descriptor);
}
