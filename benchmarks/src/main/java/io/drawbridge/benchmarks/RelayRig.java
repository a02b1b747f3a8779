// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.benchmarks;

import io.drawbridge.leg.Leg;
import io.drawbridge.leg.PlainLeg;
import io.drawbridge.loop.EventLoop;
import io.drawbridge.observe.CloseReason;
import io.drawbridge.splice.PipePool;
import io.drawbridge.tunnel.Splicing;
import io.drawbridge.tunnel.Tunnel;
import io.drawbridge.tunnel.TunnelEnd;
import io.drawbridge.tunnel.TunnelLimits;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

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
          Duration.ofMinutes(5));

  private static final ByteBuffer NO_BYTES = ByteBuffer.allocate(0);

  private final EventLoop loop = EventLoop.start(LoopProfiler.THREADS, _ -> {});
  private final CompletableFuture<TunnelEnd> end = new CompletableFuture<>();
  private final PipePool pipes;
  private final Leg client;
  private final SocketChannel target;

  RelayRig(RelayPath path) throws IOException, GeneralSecurityException, InterruptedException {
    pipes = path == RelayPath.SPLICE ? PipePool.open(2) : PipePool.none();
    if (path == RelayPath.SPLICE && !pipes.isUsable()) {
      throw new IllegalStateException("there is no splicing here: this would measure copying");
    }
    LoopbackPair below = LoopbackPair.connect();
    LoopbackPair above = LoopbackPair.connect();
    Leg downstream;
    if (path.encrypted()) {
      TlsPair legs = TlsPair.over(below);
      client = legs.client();
      downstream = legs.server();
    } else {
      client = new PlainLeg(below.near());
      downstream = new PlainLeg(below.far());
    }
    target = above.far();
    Leg upstream = new PlainLeg(above.near());
    downstream.detach();
    upstream.detach();
    Splicing splicing = new Splicing(pipes);
    new Tunnel(loop, downstream, upstream, NO_BYTES, LIMITS, splicing, end::complete).start();
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
