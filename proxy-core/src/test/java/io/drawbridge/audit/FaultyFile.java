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
    return new OnDisk(ChannelFile.open(path));
  }

  private final class OnDisk implements AppendFile {
    private final AppendFile file;

    private OnDisk(AppendFile file) {
      this.file = file;
    }

    @Override
    public void append(ByteBuffer bytes) throws IOException {
      appends.incrementAndGet();
      try {
        stuck.await();
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
      if (error != null) {
        // As the JDK does for a direct buffer that there is no memory for: some bytes are written.
        file.append(bytes.slice(bytes.position(), bytes.remaining() / 2));
        throw error;
      }
      long room = Math.max(0, capacity - file.size());
      if (bytes.remaining() > room) {
        file.append(bytes.slice(bytes.position(), (int) room));
        throw new IOException("No space left on device");
      }
      file.append(bytes);
    }

    @Override
    public void sync() throws IOException {
      syncs.incrementAndGet();
      if (syncFails) {
        throw new IOException("Input/output error");
      }
      file.sync();
    }

    @Override
    public int read(ByteBuffer into, long position) throws IOException {
      return file.read(into, position);
    }

    @Override
    public long size() throws IOException {
      return file.size();
    }

    @Override
    public void truncate(long length) throws IOException {
      if (truncateFails) {
        throw new IOException("Input/output error");
      }
      file.truncate(length);
    }

    @Override
    public long spare() {
      return spare;
    }

    @Override
    public boolean inPlace() {
      return file.inPlace();
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
  }
}
