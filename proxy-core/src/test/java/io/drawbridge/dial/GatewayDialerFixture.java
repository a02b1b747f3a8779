// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.dial;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.drawbridge.auth.Credentials;
import io.drawbridge.auth.Secret;
import io.drawbridge.leg.Leg;
import io.drawbridge.loop.Deadline;
import io.drawbridge.observe.RefusedException;
import io.drawbridge.testing.Sockets;
import io.drawbridge.upstream.Target;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A gateway that a test writes, and the way through it. */
class GatewayDialerFixture {
  static final String OPEN = "HTTP/1.1 200 Connection established\r\n\r\n";
  static final Credentials TOKEN = Credentials.of(Secret.of("eyJ.canary"));
  static final Target TARGET =
      new Target(
          "orders-db", "gateway", 1, Set.of(1, 5433), false, Optional.empty(), OptionalInt.empty());

  long open;

  @BeforeEach
  void count() {
    open = Sockets.open();
  }

  @AfterEach
  void nothingIsLeft() {
    Sockets.assertOpen(open);
  }

  static GatewayDialer dialer(int port, Credentials credentials) {
    return new GatewayDialer(
        new GatewaySettings(
            "127.0.0.1", port, Optional.empty(), () -> credentials, Duration.ofSeconds(2)));
  }

  static Leg dial(int gateway, Credentials credentials, int port, boolean check)
      throws RefusedException, InterruptedException {
    try (GatewayDialer dialer = dialer(gateway, credentials)) {
      return dialer.dial(TARGET, port, check, Deadline.after(Duration.ofSeconds(3)));
    }
  }

  static RefusedException refused(int gateway) {
    RefusedException e = assertThrows(RefusedException.class, () -> dial(gateway, TOKEN, 1, false));
    assertFalse(e.detail().contains("canary"), e.detail());
    return e;
  }

  static String requestOf(Credentials credentials, int port, boolean check) throws Exception {
    try (ScriptedGateway gateway = new ScriptedGateway(OPEN, false)) {
      dial(gateway.port(), credentials, port, check).close();
      return gateway.request();
    }
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  static String text(ByteBuffer buffer) {
    return new String(buffer.array(), 0, buffer.position(), StandardCharsets.US_ASCII);
  }
}
