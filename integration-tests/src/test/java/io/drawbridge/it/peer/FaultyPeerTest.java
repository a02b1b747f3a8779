// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.it.peer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.drawbridge.it.harness.Client;
import io.drawbridge.it.peer.FaultyPeer.Direction;
import io.drawbridge.it.peer.FaultyPeer.Fault;
import io.drawbridge.it.peer.FaultyPeer.Kind;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The faulty peer fails where it is told, and nowhere else. */
class FaultyPeerTest {
  private static byte[] noise(int size) {
    byte[] noise = new byte[size];
    new Random(7).nextBytes(noise);
    return noise;
  }

  @Test
  void withoutFaultsWhatComesOutIsWhatWentIn() throws Exception {
    byte[] sent = noise(300_000);
    try (Target echo = Target.echo();
        FaultyPeer peer = FaultyPeer.slicing(echo.port(), 1000);
        Client client = Client.plain(peer.port())) {
      Thread sender =
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      client.send(sent).shutdownOutput();
                    } catch (IOException e) {
                      throw new java.io.UncheckedIOException(e);
                    }
                  });
      assertArrayEquals(sent, client.readAll());
      sender.join();
      assertArrayEquals(sent, peer.log(Direction.UP));
      assertArrayEquals(sent, peer.log(Direction.DOWN));
    }
  }

  @Test
  void itCutsBehindTheByteItIsTold() throws Exception {
    try (Target echo = Target.echo();
        FaultyPeer peer =
            FaultyPeer.before(echo.port(), new Fault(Direction.DOWN, Kind.CUT, 1234));
        Client client = Client.plain(peer.port())) {
      byte[] sent = noise(5000);
      client.send(sent);
      assertArrayEquals(Arrays.copyOf(sent, 1234), client.readAll());
    }
  }

  @Test
  void itResetsBehindTheByteItIsTold() throws Exception {
    try (Target witness = Target.witness();
        FaultyPeer peer =
            FaultyPeer.before(witness.port(), new Fault(Direction.UP, Kind.RESET, 10));
        Client client = Client.plain(peer.port())) {
      client.send(noise(10));
      assertThrows(IOException.class, client::readByte);
      assertEquals(Target.Ended.RESET, witness.awaitEnd(Duration.ofSeconds(5)));
    }
  }

  @Test
  void itEndsOneDirectionAlone() throws Exception {
    try (Target echo = Target.echo();
        FaultyPeer peer =
            FaultyPeer.before(echo.port(), new Fault(Direction.UP, Kind.HALF_CLOSE, 100));
        Client client = Client.plain(peer.port())) {
      byte[] sent = noise(200);
      client.send(sent);
      assertArrayEquals(Arrays.copyOf(sent, 100), client.readAll());
    }
  }

  @Test
  void itStopsReading() throws Exception {
    try (Target echo = Target.echo();
        FaultyPeer peer = FaultyPeer.before(echo.port(), new Fault(Direction.UP, Kind.STALL, 100));
        Client client = Client.plain(peer.port())) {
      client.send(noise(200)).timeout(300);
      assertEquals(100, client.read(100).length);
      assertThrows(SocketTimeoutException.class, client::readByte);
    }
  }

  @Test
  void itTurnsOneBit() throws Exception {
    try (Target echo = Target.echo();
        FaultyPeer peer =
            FaultyPeer.before(echo.port(), new Fault(Direction.UP, Kind.BIT_FLIP, 7));
        Client client = Client.plain(peer.port())) {
      byte[] sent = noise(20);
      byte[] got = client.send(sent).read(20);
      sent[7] ^= 1;
      assertArrayEquals(sent, got);
    }
  }
}
