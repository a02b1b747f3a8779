// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.benchmarks.compare.load;

import io.drawbridge.benchmarks.compare.contender.Entrance;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Messages are sent at a fixed rate, whether or not earlier ones have come back, and each latency
 * counts from when its message was due: a stall is told by every message that it held up, not by
 * one (no coordinated omission). The connections take turns.
 */
public final class OpenLoop implements Trips {
  private final LoadLoop loop;
  private final Histogram histogram = new Histogram();
  private final AtomicLong trips = new AtomicLong();
  private final AtomicInteger unsent = new AtomicInteger();
  private final int size;
  private final double interval;
  private final List<SocketChannel> channels = new ArrayList<>();
  private final Thread sender;
  private long begin;
  private volatile boolean recording;
  private volatile boolean ending;

  private OpenLoop(LoadLoop loop, int size, long perSecond) {
    this.loop = loop;
    this.size = size;
    interval = 1e9 / perSecond;
    sender = Thread.ofPlatform().name("sender").daemon().unstarted(this::send);
  }

  /** Opens the connections; messages are due from now on. */
  public static OpenLoop start(
      Entrance entrance, Target target, int size, int connections, long perSecond)
      throws IOException {
    target.become(Target.Mode.ECHO);
    OpenLoop open = new OpenLoop(LoadLoop.start("client"), size, perSecond);
    ByteBuffer answer = ByteBuffer.allocateDirect(Entrance.LONGEST_ANSWER);
    try {
      for (int i = 0; i < connections; i++) {
        open.channels.add(entrance.enter(answer));
      }
      open.begin = System.nanoTime();
      for (int i = 0; i < connections; i++) {
        open.loop.add(open.channels.get(i), SelectionKey.OP_READ, open.new Receiver(i));
      }
      open.sender.start();
      return open;
    } catch (IOException e) {
      open.loop.close();
      throw e;
    }
  }

  private long due(long turn) {
    return begin + (long) (turn * interval);
  }

  private void send() {
    exactTimers();
    ByteBuffer message = ByteBuffer.allocateDirect(size);
    for (long turn = 0; !ending; turn++) {
      long wait = due(turn) - System.nanoTime();
      while (wait > 0 && !ending) {
        LockSupport.parkNanos(wait);
        wait = due(turn) - System.nanoTime();
      }
      try {
        message.clear();
        SocketChannel channel = channels.get((int) (turn % channels.size()));
        while (message.hasRemaining() && !ending) {
          channel.write(message);
        }
      } catch (IOException _) {
        // The run cannot count any more: end() says so.
        unsent.incrementAndGet();
        return;
      }
    }
  }

  /** By default Linux lets timers be late by 50 microseconds. */
  private void exactTimers() {
    try {
      String thread = Files.readSymbolicLink(Path.of("/proc/thread-self")).getFileName().toString();
      Files.writeString(Path.of("/proc/" + thread + "/timerslack_ns"), "1");
    } catch (IOException | UnsupportedOperationException _) {
      // Later timers are the same for every contender.
      return;
    }
  }

  private final class Receiver implements Party {
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
        if (recording) {
          histogram.record(now - due(turn));
        }
        turn += channels.size();
        trips.setOpaque(trips.getPlain() + 1);
      }
      missing -= n;
    }
  }

  @Override
  public void record() {
    recording = true;
  }

  @Override
  public long trips() {
    return trips.getOpaque();
  }

  @Override
  public Histogram end() throws IOException {
    close();
    if (unsent.get() > 0 || loop.broken() > 0) {
      throw new IOException(Math.max(unsent.get(), loop.broken()) + " connections broke");
    }
    return histogram;
  }

  @Override
  public void close() throws IOException {
    ending = true;
    LockSupport.unpark(sender);
    try {
      sender.join();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    loop.close();
  }
}
