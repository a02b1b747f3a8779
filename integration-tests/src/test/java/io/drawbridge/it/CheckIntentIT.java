// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.drawbridge.it.harness.Answer;
import io.drawbridge.it.harness.AuditTrail.Entry;
import io.drawbridge.it.harness.Client;
import io.drawbridge.it.harness.Gateway;
import io.drawbridge.it.harness.Scene;
import io.drawbridge.it.peer.Target;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A client may ask whether the way is open without using it. */
class CheckIntentIT {
  private static final String INTENT = "Drawbridge-Intent: check";

  @Test
  void aCheckRunsEverythingAndRelaysNothing(@TempDir Path directory) throws IOException {
    try (Target witness = Target.witness();
        Gateway gateway = Gateway.start(Scene.withSecret(directory, witness));
        Client client = gateway.client()) {
      String head =
          Client.head(Scene.TARGET + ":" + witness.port(), Client.bearer(Scene.TOKEN), INTENT);
      Answer answer = client.send(head + "early").answer();
      assertEquals(200, answer.status());
      assertEquals(-1, client.readByte(), "closed after the answer");
      Entry entry = gateway.audit().await("the check", e -> e.session().equals(answer.session()));
      assertEquals("checked", entry.text("event"));
      assertEquals(1, witness.connections(), "it was dialled");
      assertEquals(0, witness.bytes(), "and nothing was sent");
    }
  }

  @Test
  void aCheckIsRefusedLikeAnyOther(@TempDir Path directory) throws IOException {
    try (Target witness = Target.witness();
        Gateway gateway = Gateway.start(Scene.withSecret(directory, witness));
        Client client = gateway.client()) {
      String head = Client.head("no-such:1", Client.bearer(Scene.TOKEN), INTENT);
      Answer answer = client.send(head).answer();
      assertEquals(403, answer.status());
      assertEquals("true", gateway.audit().awaitRefusal(answer.session()).text("check"));
    }
  }
}
