// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drawbridge.it.harness.Answer;
import io.drawbridge.it.harness.Client;
import io.drawbridge.it.harness.Configuration;
import io.drawbridge.it.harness.Gateway;
import io.drawbridge.it.harness.Scene;
import io.drawbridge.it.peer.Certificates;
import io.drawbridge.it.peer.FileServer;
import io.drawbridge.it.peer.Target;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The gateway may speak TLS to a target, and then only to the one whose name it expects. */
class TargetTlsIT {
  private static String tls(Path authorities, String name) {
    return "tls = { authorities = %s, server_name = %s }"
        .formatted(Configuration.text(authorities.toString()), Configuration.text(name));
  }

  private static int status(Gateway gateway, String target) throws IOException {
    try (Client client = gateway.client()) {
      Answer answer = client.connectTo(target, Scene.TOKEN);
      if (answer.status() != 200) {
        assertEquals("UNREACHABLE", gateway.audit().awaitRefusal(answer.session()).refusal());
      }
      return answer.status();
    }
  }

  @Test
  void theRightCertificateIsSpokenToAndEveryOtherIsNot(@TempDir Path directory) throws IOException {
    Certificates good = Certificates.create(directory, "good", "orders.test");
    Certificates other = Certificates.create(directory, "other", "orders.test");
    Path files = Files.createDirectory(directory.resolve("files"));
    Files.writeString(files.resolve("text"), "behind TLS");
    try (FileServer secure = FileServer.tls(files, good);
        Target plain = Target.witness();
        Gateway gateway =
            Gateway.start(
                Scene.withSecret(directory, plain)
                    .target("secure", secure.port(), tls(good.certificate(), "orders.test"))
                    .target("renamed", secure.port(), tls(good.certificate(), "billing.test"))
                    .target("untrusted", secure.port(), tls(other.certificate(), "orders.test"))
                    .target("clear", plain.port(), tls(good.certificate(), "orders.test"))
                    .deadline("tls", "700ms")
                    .rule("tls", "secure,renamed,untrusted,clear"))) {
      try (Client client = gateway.tunnel("secure", Scene.TOKEN)) {
        client.send("GET /text HTTP/1.1\r\nHost: orders.test\r\nConnection: close\r\n\r\n");
        String page = new String(client.readAll(), StandardCharsets.US_ASCII);
        assertTrue(page.endsWith("behind TLS"), page);
      }
      assertEquals(502, status(gateway, "renamed"));
      assertEquals(502, status(gateway, "untrusted"));
      try (Client client = gateway.client()) {
        int status = client.connectTo("clear", Scene.TOKEN).status();
        assertTrue(status == 502 || status == 504, "never in clear instead: " + status);
      }
    }
  }
}
