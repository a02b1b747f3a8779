// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.benchmarks.compare.load;

import io.drawbridge.benchmarks.compare.contender.Entrance;
import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Messages are sent at a fixed rate, whether or not earlier ones have come back, and each latency
 * counts from when its message was due: a stall is told by every message that it held up, not by
 * one (no coordinated omission). The connections take turns.
 *
 * <p>A message counts if it was due between {@link #record} and {@link #end}, whenever it was sent
 * and came back: none is left out because it was late.
 */
public final class OpenLoop implements Trips {
  /** Longer than a proxy that works holds a message. */
  public static final Duration DRAIN = Duration.ofSeconds(10);

  private static final long POLL_NANOS = 1_000_000;

  private final LoadLoop loop;
  private final List<SocketChannel> channels;
  private final LatencyHistogram histogram = new LatencyHistogram();
  private final AtomicLong trips = new AtomicLong();
  private final int size;
  private final Duration drain;
  private final Schedule schedule;
  private final Sender sender;
  private volatile long from;
  private volatile boolean recording;

  private OpenLoop(Connections connections, int size, long perSecond, Duration drain)
      throws IOException {
    this.size = size;
    this.drain = drain;
    channels = connections.channels();
    schedule = new Schedule(System.nanoTime(), perSecond);
    sender = new Sender(channels, size, schedule);
    loop = connections.run(SelectionKey.OP_READ, Receiver::new);
    sender.start();
  }

  /** When each message is due, by its turn from 0 on, in {@link System#nanoTime}. */
  record Schedule(long begin, long perSecond) {
    long due(long turn) {
      return begin + (long) (turn * (1e9 / perSecond));
    }
  }

  /**
   * Opens the connections; messages are due from now on.
   *
   * @param drain how long it waits at the end for what is under way, such as {@link #DRAIN}
   */
  public static OpenLoop start(
      Entrance entrance, LoadTarget target, int size, int number, long perSecond, Duration drain)
      throws IOException {
    return new OpenLoop(
        Connections.open(entrance, target, LoadTarget.Mode.ECHO, number), size, perSecond, drain);
  }

  private final class Receiver implements LoadLoop.Handler {
    private long turn;
    private int missing = size;

    Receiver(int first) {
      turn = first;
    }

    @Override
    public void ready(SelectionKey key, LoadLoop on) throws IOException {
      int n = ((SocketChannel) key.channel()).read(on.scratch());
      if (n < 0) {
        throw new EOFException();
      }
      long now = System.nanoTime();
      while (n >= missing) {
        n -= missing;
        missing = size;
        long due = schedule.due(turn);
        if (recording && due - from >= 0) {
          histogram.record(now - due);
        }
        turn += channels.size();
        trips.setOpaque(trips.getPlain() + 1);
      }
      missing -= n;
    }
  }

  @Override
  public void record() {
    from = System.nanoTime();
    recording = true;
  }

  @Override
  public long trips() throws IOException {
    check();
    return trips.getOpaque();
  }

  /**
   * Makes no message due any more, and waits for those that were due: for the sender to have sent
   * them, if it is behind, and for the answers.
   *
   * @throws IOException if connections broke, or if it waits for too long; then with how many
   *     messages were not answered
   */
  @Override
  public LatencyHistogram end() throws IOException {
    long due = sender.finish();
    long begin = System.nanoTime();
    while (trips() < due) {
      if (System.nanoTime() - begin > drain.toNanos()) {
        long unanswered = due - trips();
        close();
        throw new IOException(
            "%d of %d messages did not come back in %d ms"
                .formatted(unanswered, due, drain.toMillis()));
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
    close();
    check();
    return histogram;
  }

  private void check() throws IOException {
    loop.check();
    sender.check();
  }

  @Override
  public void close() throws IOException {
    sender.close();
    loop.close();
  }
}
