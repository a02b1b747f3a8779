// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.leg;

import io.drawbridge.loop.Deadline;
import io.drawbridge.settings.DoorSettings;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetSocketAddress;
import java.net.SocketOption;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/**
 * Reads and writes with a deadline on a channel in its first life, on a virtual thread. The channel
 * alone offers none; its socket adaptor does for reads, and only over IP. Each call sets the
 * blocking mode that it needs, and leaves it: setting it back would cost two system calls each.
 */
final class BlockingSocket {
  /** A dead peer is noticed after 60 s and three probes 10 s apart; tcp(7) has two hours. */
  private static final Map<String, Integer> KEEPALIVE =
      Map.of("TCP_KEEPIDLE", 60, "TCP_KEEPINTERVAL", 10, "TCP_KEEPCOUNT", 3);

  /** As much as the longest head that can be set: a refused one is read to its end. */
  private static final int GOODBYE_BYTES = DoorSettings.HttpConnect.LARGEST_HEAD;

  /** More than most flights of a handshake have. */
  private static final int CHUNK = 8 * 1024;

  /** A full socket that waits wakes a thousand times a second at most. */
  private static final long POLL_NANOS = Duration.ofMillis(1).toNanos();

  /** How long a goodbye may take (RFC 9112 §9.6 sets no time): several ways around the world. */
  static final Duration GOODBYE = Duration.ofSeconds(1);

  private BlockingSocket() {}

  /**
   * No waiting for more bytes to send, and probes for dead peers. A dead channel stays as it is.
   */
  static void configure(SocketChannel channel) {
    try {
      setOptions(channel);
    } catch (IOException ignored) {
      // Reset by its peer meanwhile: the first read says so.
    }
  }

  private static void setOptions(SocketChannel channel) throws IOException {
    for (SocketOption<?> option : channel.supportedOptions()) {
      Integer value = KEEPALIVE.get(option.name());
      if (value != null) {
        setInt(channel, option, value);
      } else if (option == StandardSocketOptions.TCP_NODELAY) {
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      } else if (option == StandardSocketOptions.SO_KEEPALIVE) {
        channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
      }
    }
  }

  @SuppressWarnings("unchecked") // the three options named above are integers
  private static void setInt(SocketChannel channel, SocketOption<?> option, Integer value)
      throws IOException {
    channel.setOption((SocketOption<Integer>) option, value);
  }

  /** As {@link Leg#receive}; -1 at the end of the stream. */
  static int receive(SocketChannel channel, ByteBuffer into, Deadline deadline) throws IOException {
    if (!(channel.getRemoteAddress() instanceof InetSocketAddress)) {
      return poll(channel, deadline, () -> channel.read(into));
    }
    if (deadline.passed()) {
      throw late();
    }
    // Mostly the bytes are there already, and waiting for them costs four system calls more.
    int there = readNow(channel, into);
    if (there != 0) {
      return there;
    }
    channel.configureBlocking(true);
    channel.socket().setSoTimeout(deadline.remainingMillis());
    if (into.hasArray()) {
      int at = into.arrayOffset() + into.position();
      int count = channel.socket().getInputStream().read(into.array(), at, into.remaining());
      into.position(into.position() + Math.max(count, 0));
      return count;
    }
    byte[] chunk = new byte[Math.min(into.remaining(), CHUNK)];
    int count = channel.socket().getInputStream().read(chunk);
    into.put(chunk, 0, Math.max(count, 0));
    return count;
  }

  private static int readNow(SocketChannel channel, ByteBuffer into) throws IOException {
    channel.configureBlocking(false);
    return channel.read(into);
  }

  /** As {@link Leg#send}. A full socket buffer is rare here, so waiting for it may cost a poll. */
  static void send(SocketChannel channel, ByteBuffer from, Deadline deadline) throws IOException {
    while (from.hasRemaining()) {
      poll(channel, deadline, () -> channel.write(from));
    }
  }

  /** As {@link Leg#sayGoodbye}, but for the TLS part. */
  static void sayGoodbye(SocketChannel channel, Deadline deadline) {
    try {
      channel.shutdownOutput();
      ByteBuffer discarded = ByteBuffer.allocate(CHUNK);
      int total = 0;
      int count = 0;
      while (count >= 0 && total < GOODBYE_BYTES) {
        count = receive(channel, discarded.clear(), deadline);
        total += count;
      }
    } catch (IOException | RuntimeException ignored) {
      // The peer is gone or slow; it had its chance to read.
    }
    Channels.close(channel);
  }

  static void reset(SocketChannel channel) {
    if (!channel.isOpen()) {
      return;
    }
    try {
      channel.setOption(StandardSocketOptions.SO_LINGER, 0);
    } catch (IOException | UnsupportedOperationException ignored) {
      // Closed already, or a Unix domain socket, which knows no reset.
    }
    Channels.close(channel);
  }

  private static int poll(SocketChannel channel, Deadline deadline, Attempt attempt)
      throws IOException {
    channel.configureBlocking(false);
    int count = attempt.run();
    while (count == 0) {
      if (deadline.passed()) {
        throw late();
      }
      if (Thread.currentThread().isInterrupted()) {
        throw new InterruptedIOException("interrupted");
      }
      LockSupport.parkNanos(POLL_NANOS);
      count = attempt.run();
    }
    return count;
  }

  private static SocketTimeoutException late() {
    return new SocketTimeoutException("the deadline has passed");
  }

  private interface Attempt {
    int run() throws IOException;
  }
}
