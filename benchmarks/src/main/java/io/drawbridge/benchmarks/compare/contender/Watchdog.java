// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.benchmarks.compare.contender;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/**
 * Closes channels on which a blocking exchange takes too long: a blocking read has no limit of its
 * own, and one silent proxy would stop everything. Whoever reads gets an {@link
 * java.nio.channels.AsynchronousCloseException}.
 *
 * <p>One thread looks at all of them ten times within the limit; a socket's own time-out would cost
 * system calls in what is measured.
 */
public final class Watchdog {
  /** How long one exchange may take. */
  public static final Duration LIMIT = Duration.ofSeconds(10);

  static final Watchdog SHARED = new Watchdog(LIMIT);

  private final Duration limit;
  private final Map<SocketChannel, Long> begun = new ConcurrentHashMap<>();

  Watchdog(Duration limit) {
    this.limit = limit;
    Thread.ofPlatform().name("watchdog").daemon().start(this::run);
  }

  /** One exchange on one channel; closing it ends the watch, not the channel. */
  @FunctionalInterface
  public interface Watch extends AutoCloseable {
    @Override
    void close();
  }

  /** Watches a channel until the watch is closed, or the {@link #LIMIT} is over. */
  public static Watch watch(SocketChannel channel) {
    return SHARED.over(channel);
  }

  Watch over(SocketChannel channel) {
    begun.put(channel, System.nanoTime());
    return () -> begun.remove(channel);
  }

  private void run() {
    while (true) {
      LockSupport.parkNanos(limit.toNanos() / 10);
      long now = System.nanoTime();
      begun.forEach(
          (channel, begin) -> {
            if (now - begin > limit.toNanos()) {
              begun.remove(channel);
              close(channel);
            }
          });
    }
  }

  private static void close(SocketChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException("a channel cannot be closed", e);
    }
  }
}
