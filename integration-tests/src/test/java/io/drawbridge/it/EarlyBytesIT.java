// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.it;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.drawbridge.it.harness.Baseline;
import io.drawbridge.it.harness.Client;
import io.drawbridge.it.harness.Gateway;
import io.drawbridge.it.harness.Scene;
import io.drawbridge.it.peer.Certificates;
import io.drawbridge.it.peer.Target;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bytes sent behind the request, before the answer: delivered once, in order, after the grant. */
@Execution(ExecutionMode.CONCURRENT)
class EarlyBytesIT {
  @TempDir Path directory;

  private static byte[] request(String token, byte[] early) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(
        Client.head(Scene.TARGET, Client.bearer(token)).getBytes(StandardCharsets.US_ASCII));
    all.writeBytes(early);
    return all.toByteArray();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 5, 8_000, 15_000, 40_000, 500_000})
  void theyComeOutOnceAndInOrder(int size) throws IOException {
    byte[] early = new byte[size];
    new Random(size).nextBytes(early);
    Certificates certificates = Certificates.create(directory, "tls", "gateway");
    try (Target echo = Target.echo();
        Gateway gateway =
            Gateway.start(Scene.withTls(Scene.withSecret(directory, echo), certificates))) {
      Baseline before = gateway.baseline();
      for (boolean encrypted : new boolean[] {false, true}) {
        try (Client client =
            encrypted
                ? Client.tls(gateway.tlsPort(), certificates.trusting(), "TLSv1.3")
                : gateway.client()) {
          client.send(request(Scene.TOKEN, early));
          assertEquals(200, client.answer().status());
          assertArrayEquals(early, client.read(size));
          assertEquals('z', client.send("z").readByte());
        }
      }
      assertEquals(2L * (size + 1), echo.bytes());
      gateway.assertBaseline(before);
    }
  }

  @Test
  void aRefusedClientsBytesReachNobody() throws IOException {
    try (Target witness = Target.witness();
        Gateway gateway = Gateway.start(Scene.withSecret(directory, witness));
        Client client = gateway.client()) {
      client.send(request("wrong", new byte[3000]));
      assertEquals(407, client.answer().status());
      assertEquals(0, witness.connections());
    }
  }

  @Test
  void aRequestInSingleBytesIsARequest() throws IOException {
    try (Target echo = Target.echo();
        Gateway gateway = Gateway.start(Scene.withSecret(directory, echo));
        Client client = gateway.client()) {
      client.dribble(request(Scene.TOKEN, "abc".getBytes(StandardCharsets.US_ASCII)));
      assertEquals(200, client.answer().status());
      assertEquals("abc", new String(client.read(3), StandardCharsets.US_ASCII));
      byte[] more = new byte[2000];
      new Random(3).nextBytes(more);
      client.dribble(more);
      assertArrayEquals(more, client.read(more.length));
    }
  }
}
