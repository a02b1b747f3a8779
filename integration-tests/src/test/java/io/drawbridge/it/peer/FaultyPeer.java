// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.it.peer;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;

/**
 * A man in the middle that fails at an exact byte, which Toxiproxy cannot: it cuts with FIN or RST,
 * stops reading, flips a bit, ends one direction alone. Without faults it passes everything on,
 * half closes included. Keeps the first MiB of each direction for the log.
 */
public final class FaultyPeer implements AutoCloseable {
  private static final int LOGGED = 1 << 20;

  /** Which way. */
  public enum Direction {
    /** From who connects to it to whom it connects. */
    UP,
    /** Back. */
    DOWN
  }

  /** How it fails. */
  public enum Kind {
    /** Both connections end with FIN. */
    CUT,
    /** Both connections end with a reset. */
    RESET,
    /** This direction ends with FIN, the other goes on. */
    HALF_CLOSE,
    /** Nothing more is read: the sender's window closes. */
    STALL,
    /** The byte's lowest bit is turned. */
    BIT_FLIP
  }

  /**
   * A fault.
   *
   * @param direction of the bytes that are counted
   * @param kind what happens
   * @param after how many bytes pass unharmed before
   */
  public record Fault(Direction direction, Kind kind, long after) {}

  private final ServerSocket server = new ServerSocket();
  private final int upstream;
  private final List<Fault> faults;
  private final int slice;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final ByteArrayOutputStream up = new ByteArrayOutputStream();
  private final ByteArrayOutputStream down = new ByteArrayOutputStream();
  private final CountDownLatch closed = new CountDownLatch(1);

  private FaultyPeer(int upstream, int slice, List<Fault> faults) throws IOException {
    this.upstream = upstream;
    this.slice = slice;
    this.faults = faults;
    server.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0));
    Thread.ofVirtual().name("faulty-peer").start(this::accept);
  }

  /** Before a port of loopback, with these faults. */
  public static FaultyPeer before(int upstream, Fault... faults) {
    return slicing(upstream, 64 * 1024, faults);
  }

  /** The same, passing on at most so many bytes at once. */
  public static FaultyPeer slicing(int upstream, int slice, Fault... faults) {
    try {
      return new FaultyPeer(upstream, slice, List.of(faults));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where it listens. */
  public int port() {
    return server.getLocalPort();
  }

  /** The first bytes that passed. */
  public byte[] log(Direction direction) {
    ByteArrayOutputStream log = direction == Direction.UP ? up : down;
    synchronized (log) {
      return log.toByteArray();
    }
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket near = server.accept();
        Socket far = new Socket();
        open.add(near);
        open.add(far);
        far.connect(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), upstream));
        near.setTcpNoDelay(true);
        far.setTcpNoDelay(true);
        Thread.ofVirtual().start(() -> pump(Direction.UP, near, far));
        Thread.ofVirtual().start(() -> pump(Direction.DOWN, far, near));
      } catch (IOException _) {
        // Closed, or nobody listens upstream: the loop's condition tells.
      }
    }
  }

  private void pump(Direction direction, Socket from, Socket to) {
    List<Fault> mine = faults.stream().filter(f -> f.direction() == direction).toList();
    byte[] buffer = new byte[slice];
    long passed = 0;
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      while (true) {
        long here = passed;
        for (Fault fault : mine) {
          if (fault.kind() != Kind.BIT_FLIP && fault.after() == here && strike(fault, from, to)) {
            return;
          }
        }
        long room =
            mine.stream()
                .filter(f -> f.kind() != Kind.BIT_FLIP && f.after() > here)
                .mapToLong(f -> f.after() - here)
                .min()
                .orElse(slice);
        int n = in.read(buffer, 0, (int) Math.min(slice, room));
        if (n < 0) {
          to.shutdownOutput();
          return;
        }
        flip(mine, buffer, n, passed);
        note(direction == Direction.UP ? up : down, buffer, n);
        out.write(buffer, 0, n);
        passed += n;
      }
    } catch (IOException _) {
      abort(from, to);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean strike(Fault fault, Socket from, Socket to)
      throws IOException, InterruptedException {
    switch (fault.kind()) {
      case CUT -> {
        to.shutdownOutput();
        from.shutdownOutput();
      }
      case RESET -> abort(from, to);
      case HALF_CLOSE -> to.shutdownOutput();
      case STALL -> closed.await();
      case BIT_FLIP -> {
        return false;
      }
    }
    return true;
  }

  private static void flip(List<Fault> faults, byte[] buffer, int n, long passed) {
    for (Fault fault : faults) {
      long at = fault.after() - passed;
      if (fault.kind() == Kind.BIT_FLIP && at >= 0 && at < n) {
        buffer[(int) at] ^= 1;
      }
    }
  }

  private static void note(ByteArrayOutputStream log, byte[] buffer, int n) {
    synchronized (log) {
      log.write(buffer, 0, Math.min(n, LOGGED - Math.min(LOGGED, log.size())));
    }
  }

  private static void abort(Socket... sockets) {
    for (Socket socket : sockets) {
      try {
        if (!socket.isClosed()) {
          socket.setSoLinger(true, 0);
          socket.close();
        }
      } catch (IOException _) {
        // Already gone, which is what was wanted.
      }
    }
  }

  @Override
  public void close() {
    closed.countDown();
    try {
      server.close();
      for (Socket socket : open) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
