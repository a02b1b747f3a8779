// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.dial;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.drawbridge.auth.Credentials;
import io.drawbridge.leg.Leg;
import io.drawbridge.leg.PlainLeg;
import io.drawbridge.loop.Deadline;
import io.drawbridge.loop.EventLoop;
import io.drawbridge.observe.CloseReason;
import io.drawbridge.splice.PipePool;
import io.drawbridge.testing.Sockets;
import io.drawbridge.tunnel.NoLimits;
import io.drawbridge.tunnel.Tunnel;
import io.drawbridge.tunnel.TunnelEnd;
import io.drawbridge.upstream.Target;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A target that speaks first is heard even if it is heard together with the gateway's answer. */
class EarlyAnswerTest {
  private static final Target TARGET =
      new Target("ssh", "gateway", 1, Set.of(1), false, Optional.empty(), OptionalInt.empty());

  @Test
  void greetingReachesTheClientThoughNothingFollowsIt() throws Exception {
    long open = Sockets.open();
    String greeting = "SSH-2.0-early\r\n".repeat(100);
    EventLoop loop = EventLoop.start("early-answer", _ -> {}, InstantSource.system());
    try (ScriptedGateway gateway =
            new ScriptedGateway("HTTP/1.1 200 OK\r\n\r\n" + greeting, false);
        Sockets.Pair client = Sockets.pair()) {
      Leg upstream;
      try (GatewayDialer dialer = GatewayDialerFixture.dialer(gateway.port(), Credentials.NONE)) {
        upstream = dialer.dial(TARGET, 1, false, Deadline.after(Duration.ofSeconds(5)));
      }
      Leg downstream = new PlainLeg(client.server());
      downstream.detach();
      upstream.detach();
      CompletableFuture<TunnelEnd> ended = new CompletableFuture<>();
      new Tunnel(
              loop,
              downstream,
              upstream,
              ByteBuffer.allocate(0),
              NoLimits.NONE,
              PipePool.open(0),
              ended::complete)
          .start();
      assertEquals(greeting, Sockets.read(client.client(), greeting.length()));
      Sockets.write(client.client(), "up");
      client.client().shutdownOutput();
      assertEquals("up", gateway.later());
      gateway.leave();
      TunnelEnd end = ended.get(5, TimeUnit.SECONDS);
      assertEquals(new TunnelEnd(CloseReason.COMPLETED, 2, greeting.length(), 0), end);
    } finally {
      loop.close();
    }
    Sockets.assertOpen(open);
  }
}
