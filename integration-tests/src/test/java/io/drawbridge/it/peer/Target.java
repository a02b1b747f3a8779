// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.it.peer;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** A service behind the gateway, on loopback, that also testifies what reached it. */
public final class Target implements AutoCloseable {
  /** How a connection to it ended, as its own read saw it. */
  public enum Ended {
    /** The other side finished. */
    FIN,
    /** The other side, or the network, broke it off. */
    RESET
  }

  /** What it does with a connection. */
  @FunctionalInterface
  public interface Behaviour {
    /** Serves it; when it returns the connection is closed. */
    void serve(Target target, Socket socket) throws IOException, InterruptedException;
  }

  private final ServerSocket server = new ServerSocket();
  private final Behaviour behaviour;
  private final AtomicInteger connections = new AtomicInteger();
  private final AtomicLong bytes = new AtomicLong();
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final BlockingQueue<Ended> ended = new LinkedBlockingQueue<>();

  private Target(Behaviour behaviour) throws IOException {
    this.behaviour = behaviour;
    server.setReuseAddress(true);
    server.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 8192);
    Thread.ofVirtual().name("target").start(this::accept);
  }

  /** With a behaviour of one's own. */
  public static Target of(Behaviour behaviour) {
    try {
      return new Target(behaviour);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Sends back what it gets, and the end after the end. */
  public static Target echo() {
    return of(
        (target, socket) -> {
          byte[] buffer = new byte[64 * 1024];
          for (int n = target.take(socket, buffer); n >= 0; n = target.take(socket, buffer)) {
            socket.getOutputStream().write(buffer, 0, n);
          }
          socket.shutdownOutput();
        });
  }

  /** Says nothing, and testifies what came. */
  public static Target witness() {
    return of(
        (target, socket) -> {
          byte[] buffer = new byte[64 * 1024];
          int n = 0;
          while (n >= 0) {
            n = target.take(socket, buffer);
          }
        });
  }

  /** Sends without an end, and reads nothing. */
  public static Target flood() {
    return of(
        (_, socket) -> {
          byte[] buffer = new byte[64 * 1024];
          OutputStream out = socket.getOutputStream();
          while (!socket.isClosed()) {
            out.write(buffer);
          }
        });
  }

  /** Accepts, reads a first piece, and breaks off with a reset. */
  public static Target resetting() {
    return of(
        (target, socket) -> {
          target.take(socket, new byte[1024]);
          socket.setSoLinger(true, 0);
        });
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        socket.setTcpNoDelay(true);
        connections.incrementAndGet();
        open.add(socket);
        Thread.ofVirtual().start(() -> serve(socket));
      } catch (IOException _) {
        // Closed, or a connection that was gone before it was accepted: the loop's condition tells.
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      behaviour.serve(this, socket);
    } catch (IOException _) {
      ended.add(Ended.RESET);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } finally {
      open.remove(socket);
    }
  }

  /** Reads once and counts; -1 at the end, which is noted. */
  public int take(Socket socket, byte[] buffer) throws IOException {
    InputStream in = socket.getInputStream();
    int n = in.read(buffer);
    if (n < 0) {
      ended.add(Ended.FIN);
    } else {
      bytes.addAndGet(n);
    }
    return n;
  }

  /** Where it listens. */
  public int port() {
    return server.getLocalPort();
  }

  /** How many connections ever reached it. */
  public int connections() {
    return connections.get();
  }

  /** How many are open. */
  public int openConnections() {
    return open.size();
  }

  /** How many bytes ever reached it. */
  public long bytes() {
    return bytes.get();
  }

  /** Waits for the next end of a connection. */
  public Ended awaitEnd(Duration limit) throws InterruptedException {
    Ended next = ended.poll(limit.toMillis(), TimeUnit.MILLISECONDS);
    if (next == null) {
      throw new AssertionError("no connection to the target ended within " + limit);
    }
    return next;
  }

  /** Forgets what it has seen. */
  public void forget() {
    connections.set(0);
    bytes.set(0);
    ended.clear();
  }

  @Override
  public void close() {
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
