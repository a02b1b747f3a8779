// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.audit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** A real file on a disk that can be full, broken, or stuck; shared by every file opened on it. */
final class FaultyFile implements AppendFile.Opener {
  final AtomicInteger appends = new AtomicInteger();
  final AtomicInteger syncs = new AtomicInteger();
  volatile long capacity = Long.MAX_VALUE;
  volatile long spare = Long.MAX_VALUE;
  volatile boolean syncFails;
  volatile boolean truncateFails;
  volatile Error error;
  volatile CountDownLatch stuck = new CountDownLatch(0);

  @Override
  public AppendFile open(Path path) throws IOException {
    return new OnDisk(path);
  }

  private final class OnDisk extends AppendFile {
    private OnDisk(Path path) throws IOException {
      super(path);
    }

    @Override
    void append(ByteBuffer bytes, long end) throws IOException {
      appends.incrementAndGet();
      try {
        stuck.await();
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
      if (error != null) {
        // As the JDK does for a direct buffer that there is no memory for: some bytes are written.
        super.append(bytes.slice(bytes.position(), bytes.remaining() / 2), end);
        throw error;
      }
      long room = Math.max(0, capacity - size());
      if (bytes.remaining() > room) {
        super.append(bytes.slice(bytes.position(), (int) room), end);
        throw new IOException("No space left on device");
      }
      super.append(bytes, end);
    }

    @Override
    void sync() throws IOException {
      syncs.incrementAndGet();
      if (syncFails) {
        throw new IOException("Input/output error");
      }
      super.sync();
    }

    @Override
    void truncate(long length) throws IOException {
      if (truncateFails) {
        throw new IOException("Input/output error");
      }
      super.truncate(length);
    }

    @Override
    long spare() {
      return spare;
    }
  }
}
