// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.leg;

import io.drawbridge.loop.Deadline;
import io.drawbridge.settings.DoorSettings;
import io.drawbridge.splice.SocketDescriptors;
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
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;

/**
 * A connection without TLS, and what a {@link TlsLeg} stands on: the socket as it is. It holds no
 * bytes of its own, ever.
 *
 * <p>A channel alone has no deadlines; its socket adaptor has them for reads, and only over IP.
 * Each call of the first life sets the blocking mode that it needs, and leaves it: setting it back
 * would cost two system calls each.
 */
public final class PlainLeg implements Leg {
  /** A dead peer is noticed after 60 s and three probes 10 s apart; tcp(7) has two hours. */
  private static final Map<String, Object> OPTIONS =
      Map.of(
          "TCP_NODELAY", true,
          "SO_KEEPALIVE", true,
          "TCP_KEEPIDLE", 60,
          "TCP_KEEPINTERVAL", 10,
          "TCP_KEEPCOUNT", 3);

  /** As much as the longest head that can be set: a refused one is read to its end. */
  private static final int GOODBYE_BYTES = DoorSettings.HttpConnect.LARGEST_HEAD;

  /** More than most flights of a handshake have. */
  private static final int CHUNK = 8 * 1024;

  /** A full socket that waits wakes a thousand times a second at most. */
  private static final long POLL_NANOS = Duration.ofMillis(1).toNanos();

  /** How long a goodbye may take (RFC 9112 §9.6 sets no time): several ways around the world. */
  static final Duration GOODBYE = Duration.ofSeconds(1);

  private final SocketChannel channel;

  /**
   * Takes the channel over.
   *
   * @param blocking connected and blocking; TCP_NODELAY and keepalive are switched on, if it still
   *     lives: a dead one shows at the first read
   */
  public PlainLeg(SocketChannel blocking) {
    this.channel = Objects.requireNonNull(blocking, "blocking");
    try {
      for (SocketOption<?> option : channel.supportedOptions()) {
        set(option, OPTIONS.get(option.name()));
      }
    } catch (IOException _) {
      // Reset by its peer meanwhile: the first read says so.
    }
  }

  @SuppressWarnings("unchecked") // the channel looks at the value's type
  private void set(SocketOption<?> option, Object value) throws IOException {
    if (value != null) {
      channel.setOption((SocketOption<Object>) option, value);
    }
  }

  @Override
  public SocketChannel channel() {
    return channel;
  }

  @Override
  public boolean encrypted() {
    return false;
  }

  // First life.

  @Override
  public int receive(ByteBuffer into, Deadline deadline) throws IOException {
    if (!(channel.getRemoteAddress() instanceof InetSocketAddress)) {
      return poll(() -> channel.read(into), deadline);
    }
    if (deadline.passed()) {
      throw late();
    }
    // Mostly the bytes are there already, and waiting for them costs four system calls more.
    channel.configureBlocking(false);
    int there = channel.read(into);
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

  /** {@inheritDoc} A full socket buffer is rare here, so waiting for it may cost a poll. */
  @Override
  public void send(ByteBuffer from, Deadline deadline) throws IOException {
    while (from.hasRemaining()) {
      poll(() -> channel.write(from), deadline);
    }
  }

  private int poll(Attempt attempt, Deadline deadline) throws IOException {
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

  @Override
  public void sayGoodbye() {
    sayGoodbye(Deadline.after(GOODBYE));
  }

  /** As {@link #sayGoodbye()}, until then. */
  void sayGoodbye(Deadline deadline) {
    try {
      channel.shutdownOutput();
      ByteBuffer discarded = ByteBuffer.allocate(CHUNK);
      int total = 0;
      int count = 0;
      while (count >= 0 && total < GOODBYE_BYTES) {
        count = receive(discarded.clear(), deadline);
        total += count;
      }
    } catch (IOException | RuntimeException _) {
      // The peer is gone or slow; it had its chance to read.
    }
    close();
  }

  // Second life.

  @Override
  public int read(ByteBuffer into) throws IOException {
    return channel.read(into);
  }

  @Override
  public int write(ByteBuffer from) throws IOException {
    return channel.write(from);
  }

  @Override
  public int chunk(int most) {
    return most;
  }

  @Override
  public boolean flush() {
    return true;
  }

  @Override
  public int inside() {
    return 0;
  }

  @Override
  public boolean finish() throws IOException {
    channel.shutdownOutput();
    return true;
  }

  @Override
  public int descriptor() {
    return SocketDescriptors.of(channel);
  }

  @Override
  public boolean halfCloses() {
    return true;
  }

  @Override
  public boolean hasBuffered() {
    return false;
  }

  @Override
  public void reset() {
    if (channel.isOpen()) {
      try {
        channel.setOption(StandardSocketOptions.SO_LINGER, 0);
      } catch (IOException | UnsupportedOperationException _) {
        // Closed already, or a Unix domain socket, which knows no reset.
      }
      close();
    }
  }

  @Override
  public void close() {
    Channels.close(channel);
  }
}
