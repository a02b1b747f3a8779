// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.dial;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drawbridge.common.AddressLiteral;
import io.drawbridge.leg.Leg;
import io.drawbridge.loop.Deadline;
import io.drawbridge.observe.Refusal;
import io.drawbridge.observe.RefusedException;
import io.drawbridge.testing.Sockets;
import io.drawbridge.upstream.Target;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A dialer whose names and own addresses a test says. */
class DirectDialerFixture {
  static final Duration SHORT = Duration.ofMillis(600);

  List<InetAddress> answers = List.of();
  Collection<InetSocketAddress> own = List.of();
  final DirectDialer dialer =
      new DirectDialer(
          new Resolver(1, 1, SHORT, _ -> answers.toArray(InetAddress[]::new)),
          new AddressRules(() -> own),
          SHORT,
          SHORT);
  long open;

  @BeforeEach
  void count() {
    open = Sockets.open();
  }

  @AfterEach
  void nothingIsLeft() {
    dialer.close();
    Sockets.assertOpen(open);
  }

  static Target target(String host, int port, boolean loopback, Optional<Target.Tls> tls) {
    return new Target("orders-db", host, port, Set.of(port), loopback, tls, OptionalInt.empty());
  }

  Leg dial(Target target) throws RefusedException, InterruptedException {
    return dialer.dial(target, target.port(), false, Deadline.after(Duration.ofSeconds(10)));
  }

  Leg dial(String host, int port) throws RefusedException, InterruptedException {
    return dial(target(host, port, true, Optional.empty()));
  }

  RefusedException refused(Refusal refusal, Target target) {
    RefusedException e = assertThrows(RefusedException.class, () -> dial(target));
    assertEquals(refusal, e.refusal(), e.detail());
    assertTrue(e.explanation().startsWith("orders-db "), e.explanation());
    assertFalse(e.explanation().contains(target.host()), e.explanation());
    return e;
  }

  static int closedPort() throws IOException {
    try (ServerSocketChannel listener = Sockets.listen(1)) {
      return Sockets.port(listener);
    }
  }

  void answer(String... addresses) {
    answers = Arrays.stream(addresses).map(a -> AddressLiteral.parse(a).orElseThrow()).toList();
  }

  static void assertCarries(Leg leg, ServerSocketChannel listener) throws IOException {
    try (SocketChannel server = listener.accept()) {
      leg.send(ByteBuffer.wrap(new byte[] {'h', 'i'}), Deadline.after(SHORT));
      assertEquals("hi", Sockets.read(server, 2));
    } finally {
      leg.close();
    }
  }
}
