// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.drawbridge.it.harness.Baseline;
import io.drawbridge.it.harness.Client;
import io.drawbridge.it.harness.Gateway;
import io.drawbridge.it.harness.Scene;
import io.drawbridge.it.peer.Certificates;
import io.drawbridge.it.peer.FaultyPeer;
import io.drawbridge.it.peer.FaultyPeer.Direction;
import io.drawbridge.it.peer.FaultyPeer.Fault;
import io.drawbridge.it.peer.FaultyPeer.Kind;
import io.drawbridge.it.peer.Target;
import java.io.IOException;
import java.net.SocketException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** A reset passes as a reset, a cut stream as a reset: nobody takes a part for the whole. */
@Execution(ExecutionMode.CONCURRENT)
class ResetIT {
  private static final Duration SOON = Duration.ofSeconds(5);

  @TempDir Path directory;
  private Certificates certificates;

  @BeforeEach
  void certify() {
    certificates = Certificates.create(directory, "tls", "gateway");
  }

  private Gateway gateway;
  private Baseline before;

  private void start(Target target) {
    gateway = Gateway.start(Scene.withTls(Scene.withSecret(directory, target), certificates));
    before = gateway.baseline();
  }

  @AfterEach
  void nothingIsLeft() {
    try {
      gateway.assertBaseline(before);
    } finally {
      gateway.close();
    }
  }

  @Test
  void aResetOfTheClientReachesTheTarget() throws Exception {
    try (Target target = Target.witness()) {
      start(target);
      Client client = gateway.client();
      String session = client.connectTo(Scene.TARGET, Scene.TOKEN).session();
      client.send("half a statemen").reset();
      assertEquals(Target.Ended.RESET, target.awaitEnd(SOON));
      assertEquals("CLIENT_RESET", gateway.audit().awaitClose(session).reason());
    }
  }

  @Test
  void aResetOfTheTargetReachesTheClient() throws Exception {
    try (Target target = Target.resetting()) {
      start(target);
      try (Client client = gateway.client()) {
        String session = client.connectTo(Scene.TARGET, Scene.TOKEN).session();
        client.send("question");
        assertThrows(SocketException.class, client::readByte);
        assertEquals("TARGET_RESET", gateway.audit().awaitClose(session).reason());
      }
    }
  }

  @Test
  void aTargetThatResetsIsNeverAGoodbyeOnTls() throws Exception {
    try (Target target = Target.resetting()) {
      start(target);
      try (Client client = Client.tls(gateway.tlsPort(), certificates.trusting(), "TLSv1.3")) {
        String session = client.connectTo(Scene.TARGET, Scene.TOKEN).session();
        client.send("question");
        assertThrows(IOException.class, client::readByte, "an end of stream would be a lie");
        assertEquals("TARGET_RESET", gateway.audit().awaitClose(session).reason());
      }
    }
  }

  @Test
  void aTlsRecordCutInItsMiddleIsAResetForTheTarget() throws Exception {
    try (Target target = Target.witness()) {
      start(target);
      // Far enough to be behind the handshake and the request, and inside the one big record.
      long middle = 8_000;
      try (FaultyPeer network =
              FaultyPeer.before(gateway.tlsPort(), new Fault(Direction.UP, Kind.CUT, middle));
          Client client = Client.tls(network.port(), certificates.trusting(), "TLSv1.3")) {
        String session = client.connectTo(Scene.TARGET, Scene.TOKEN).session();
        client.send(new byte[16_000]);
        assertEquals(Target.Ended.RESET, target.awaitEnd(SOON));
        assertEquals("TRUNCATED", gateway.audit().awaitClose(session).reason());
        assertEquals(0, target.bytes(), "half a record is not a record");
      }
    }
  }

  @Test
  void aTlsStreamThatEndsWithoutAGoodbyeIsAResetForTheTarget() throws Exception {
    for (String version : new String[] {"TLSv1.3", "TLSv1.2"}) {
      try (Target target = Target.witness()) {
        if (gateway == null) {
          start(target);
        } else {
          nothingIsLeft();
          start(target);
        }
        Client client = Client.tls(gateway.tlsPort(), certificates.trusting(), version);
        String session = client.connectTo(Scene.TARGET, Scene.TOKEN).session();
        client.send("half a statemen").truncate();
        assertEquals(Target.Ended.RESET, target.awaitEnd(SOON), version);
        assertEquals("TRUNCATED", gateway.audit().awaitClose(session).reason(), version);
      }
    }
  }
}
