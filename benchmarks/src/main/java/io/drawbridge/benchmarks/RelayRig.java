// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.benchmarks;

import io.drawbridge.leg.Leg;
import io.drawbridge.leg.PlainLeg;
import io.drawbridge.leg.TlsLeg;
import io.drawbridge.leg.TlsTasks;
import io.drawbridge.loop.Deadline;
import io.drawbridge.loop.EventLoop;
import io.drawbridge.observe.CloseReason;
import io.drawbridge.splice.PipePool;
import io.drawbridge.tunnel.Tunnel;
import io.drawbridge.tunnel.TunnelEnd;
import io.drawbridge.tunnel.TunnelLimits;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;

/**
 * One tunnel on an event loop of its own, between two real connections over loopback, with the
 * limits that a tunnel in service has. The benchmark's thread is the client and the target.
 */
final class RelayRig {
  private static final TunnelLimits LIMITS =
      new TunnelLimits(
          Optional.of(Duration.ofHours(1)),
          Optional.of(Duration.ofHours(2)),
          Optional.of(Duration.ofMinutes(10)),
          OptionalLong.of(1L << 60),
          Duration.ofSeconds(60),
          Duration.ofMinutes(5),
          Duration.ofMillis(250));

  private static final List<String> PROTOCOLS = List.of("TLSv1.3");

  private static final ByteBuffer NO_BYTES = ByteBuffer.allocate(0);

  private final EventLoop loop =
      EventLoop.start(LoopProfiler.THREAD, _ -> {}, InstantSource.system());
  private final CompletableFuture<TunnelEnd> end = new CompletableFuture<>();
  private final PipePool pipes;
  private final Leg client;
  private final SocketChannel target;

  RelayRig(RelayPath path) throws IOException, InterruptedException {
    pipes = PipePool.open(path == RelayPath.SPLICE ? 2 : 0);
    if (path == RelayPath.SPLICE && !pipes.isUsable()) {
      throw new IllegalStateException("there is no splicing here: this would measure copying");
    }
    Pair<SocketChannel> below = connected();
    Pair<SocketChannel> above = connected();
    Pair<Leg> legs =
        path == RelayPath.TLS
            ? encrypted(below)
            : new Pair<>(new PlainLeg(below.near()), new PlainLeg(below.far()));
    client = legs.near();
    target = above.far();
    Leg upstream = new PlainLeg(above.near());
    legs.far().detach();
    upstream.detach();
    new Tunnel(loop, legs.far(), upstream, NO_BYTES, LIMITS, pipes, end::complete).start();
  }

  private record Pair<T>(T near, T far) {}

  /** By TCP over the loopback interface, blocking. */
  private static Pair<SocketChannel> connected() throws IOException {
    try (ServerSocketChannel server = ServerSocketChannel.open()) {
      server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      SocketChannel near = SocketChannel.open(server.getLocalAddress());
      return new Pair<>(near, server.accept());
    }
  }

  /** By TLS 1.3, with a certificate made for this run. */
  private static Pair<Leg> encrypted(Pair<SocketChannel> sockets)
      throws IOException, InterruptedException {
    Path directory = Files.createTempDirectory("drawbridge-keys");
    SSLContext context;
    try {
      context = Certificate.make(directory).context();
    } finally {
      Files.delete(directory);
    }
    Deadline deadline = Deadline.after(Duration.ofSeconds(30));
    FutureTask<Leg> server =
        new FutureTask<>(
            () -> TlsLeg.accept(sockets.far(), context, PROTOCOLS, TlsTasks.HERE, deadline));
    Thread.startVirtualThread(server);
    Leg client = TlsLeg.connect(sockets.near(), context, "localhost", deadline);
    try {
      return new Pair<>(client, server.get());
    } catch (ExecutionException failed) {
      throw new IOException("no handshake", failed);
    }
  }

  /** The client's end; its channel blocks, so its second life's methods wait, too. */
  Leg client() {
    return client;
  }

  /** The target's end; blocking. */
  SocketChannel target() {
    return target;
  }

  /** Sends all that remains; the target takes none of it meanwhile, so it must fit the sockets. */
  void sendAll(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      client.write(bytes);
    }
  }

  /** Ends the client's direction: the target reads what is under way, and then its end. */
  void finish() throws IOException {
    client.finish();
  }

  /**
   * Ends the target's direction, too; what was under way has been read by then.
   *
   * @throws IllegalStateException if the tunnel was not whole to the end: then what was measured is
   *     something else
   */
  void close() throws IOException, InterruptedException {
    try {
      target.shutdownOutput();
      CloseReason reason = end.get(10, TimeUnit.SECONDS).reason();
      if (reason != CloseReason.COMPLETED) {
        throw new IllegalStateException("the tunnel ended as " + reason);
      }
    } catch (ExecutionException | TimeoutException failed) {
      throw new IllegalStateException("the tunnel did not end", failed);
    } finally {
      client.close();
      target.close();
      loop.close();
      pipes.close();
    }
  }
}
