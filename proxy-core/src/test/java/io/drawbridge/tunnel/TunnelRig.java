// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.tunnel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drawbridge.leg.Leg;
import io.drawbridge.leg.LegBuffers;
import io.drawbridge.leg.PlainLeg;
import io.drawbridge.leg.TestKeys;
import io.drawbridge.leg.TlsLeg;
import io.drawbridge.leg.TlsTasks;
import io.drawbridge.loop.Deadline;
import io.drawbridge.loop.EventLoop;
import io.drawbridge.settings.ServerTls;
import io.drawbridge.splice.PipePool;
import io.drawbridge.splice.ScriptedKernel;
import io.drawbridge.testing.Sockets;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLSocket;

/**
 * A real tunnel between two real sockets, which the test holds the far ends of. Closing it shows
 * that nothing was left behind: no buffer, no socket, no thread, no fault.
 */
final class TunnelRig implements AutoCloseable {
  /** What the two legs are. */
  enum Wiring {
    PLAIN,
    SPLICED,
    TLS13_CLIENT,
    TLS12_CLIENT,
    TLS13_TARGET;

    boolean halfCloses() {
      return this != TLS12_CLIENT;
    }

    /** A real pool, and pipes from the first byte on, if that is what it is about. */
    PipePool pipes() {
      return this == SPLICED ? ScriptedKernel.real(4) : PipePool.open(0);
    }
  }

  private final long buffers = LegBuffers.outstanding();
  private final long sockets = Sockets.open();
  private final AtomicReference<Duration> set = new AtomicReference<>(Duration.ZERO);
  private final AtomicInteger looks = new AtomicInteger();
  private final EventLoop loop = EventLoop.start("loop-of-test", _ -> {}, this::wallTime);
  private final CompletableFuture<TunnelEnd> ended = new CompletableFuture<>();
  private int timesEnded; // loop thread only
  final Socket client;
  final Socket rawClient;
  final Socket target;
  final Socket rawTarget;
  private final PipePool pipes;
  final Tunnel tunnel;

  TunnelRig(Wiring wiring, TunnelLimits limits, String early) throws Exception {
    SocketChannel downstream;
    SocketChannel upstream;
    try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      upstream = SocketChannel.open(listener.getLocalSocketAddress());
      rawTarget = listener.accept();
    }
    try (var listener = Sockets.listen(1)) {
      InetSocketAddress address = (InetSocketAddress) listener.getLocalAddress();
      rawClient = new Socket(address.getAddress(), address.getPort());
      downstream = listener.accept();
    }
    TestKeys.context(); // takes its time, which is nobody's deadline
    Deadline soon = Deadline.after(Duration.ofSeconds(20));
    Leg down;
    Leg up;
    switch (wiring) {
      case PLAIN, SPLICED -> {
        down = new PlainLeg(downstream);
        up = new PlainLeg(upstream);
        client = rawClient;
        target = rawTarget;
      }
      case TLS13_CLIENT, TLS12_CLIENT -> {
        var accepted =
            virtually(
                () ->
                    TlsLeg.accept(
                        downstream, TestKeys.context(), ServerTls.PROTOCOLS, TlsTasks.HERE, soon));
        client = tls(rawClient, true, wiring == Wiring.TLS12_CLIENT ? "TLSv1.2" : "TLSv1.3");
        target = rawTarget;
        down = accepted.get(20, TimeUnit.SECONDS);
        up = new PlainLeg(upstream);
      }
      case TLS13_TARGET -> {
        var connected =
            virtually(() -> TlsLeg.connect(upstream, TestKeys.context(), "localhost", soon));
        target = tls(rawTarget, false, "TLSv1.3");
        client = rawClient;
        down = new PlainLeg(downstream);
        up = connected.get(20, TimeUnit.SECONDS);
      }
      default -> throw new AssertionError(wiring);
    }
    client.setSoTimeout(20_000);
    target.setSoTimeout(20_000);
    down.detach();
    up.detach();
    ByteBuffer first = ByteBuffer.wrap(early.getBytes(StandardCharsets.UTF_8));
    pipes = wiring.pipes();
    tunnel = new Tunnel(loop, down, up, first, limits, pipes, this::ended);
    tunnel.start();
  }

  TunnelRig(Wiring wiring) throws Exception {
    this(wiring, NoLimits.NONE, "");
  }

  private void ended(TunnelEnd end) {
    timesEnded++;
    ended.complete(end);
  }

  private static SSLSocket tls(Socket raw, boolean asClient, String protocol) throws IOException {
    SSLSocket socket =
        (SSLSocket)
            TestKeys.context()
                .getSocketFactory()
                .createSocket(raw, "localhost", raw.getPort(), true);
    socket.setUseClientMode(asClient);
    socket.setEnabledProtocols(new String[] {protocol});
    socket.startHandshake();
    return socket;
  }

  private static <T> FutureTask<T> virtually(Callable<T> work) {
    FutureTask<T> task = new FutureTask<>(work);
    Thread.ofVirtual().start(task);
    return task;
  }

  static void reset(Socket raw) throws IOException {
    raw.setSoLinger(true, 0);
    raw.close();
  }

  static void say(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    socket.getOutputStream().flush();
  }

  static String hear(Socket socket, int bytes) throws IOException {
    return new String(socket.getInputStream().readNBytes(bytes), StandardCharsets.UTF_8);
  }

  static String hearAll(Socket socket) throws IOException {
    return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  /** The id of the loop's thread. */
  long loopThread() {
    CompletableFuture<Long> id = new CompletableFuture<>();
    loop.execute(() -> id.complete(Thread.currentThread().threadId()));
    return id.orTimeout(20, TimeUnit.SECONDS).join();
  }

  private Instant wallTime() {
    looks.incrementAndGet();
    return Instant.now().plus(set.get());
  }

  /** Sets the wall clock forward, or back. */
  void setClock(Duration forward) {
    set.set(forward);
  }

  /** Waits until the loop has looked at the wall clock and told what it saw. */
  void awaitLookAtClock() {
    int before = looks.get();
    assertTrue(Sockets.await(() -> looks.get() > before + 2, Duration.ofSeconds(20)));
    loopThread();
  }

  /** Whether a flow has read what its sink has not taken. */
  boolean holdsBytes() {
    return LegBuffers.outstanding() > buffers || pipes.leased() > 0;
  }

  /** How it ended, within 20 s. */
  TunnelEnd awaitEnd() {
    return ended.orTimeout(20, TimeUnit.SECONDS).join();
  }

  @Override
  public void close() throws IOException {
    rawClient.close();
    rawTarget.close();
    TunnelEnd end = awaitEnd();
    loop.close();
    assertEquals(1, timesEnded, "times ended");
    assertEquals(0, loop.faults(), "faults on the loop");
    assertEquals(end.bytesUp(), tunnel.relay.bytesUp());
    assertEquals(end.bytesDown(), tunnel.relay.bytesDown());
    assertEquals(buffers, LegBuffers.outstanding(), "buffers out");
    assertEquals(0, pipes.leased(), "pipes out");
    pipes.close();
    assertEquals(0, pipes.open(), "pipes open");
    Sockets.assertOpen(sockets);
    boolean gone =
        Thread.getAllStackTraces().keySet().stream()
            .noneMatch(thread -> thread.getName().equals("loop-of-test") && thread.isAlive());
    assertTrue(gone, "the loop's thread stays");
  }
}
