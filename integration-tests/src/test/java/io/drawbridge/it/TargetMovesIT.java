// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.it;

import io.drawbridge.it.harness.Await;
import io.drawbridge.it.harness.Client;
import io.drawbridge.it.harness.Configuration;
import io.drawbridge.it.harness.Gateway;
import io.drawbridge.it.harness.Scene;
import io.drawbridge.it.peer.Target;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A target whose name gets another address. */
class TargetMovesIT {
  /** The names are kept for 3 s; the JDK alone would keep them for 30. */
  private static final Duration SOON = Duration.ofSeconds(15);

  @TempDir Path directory;

  @Test
  void aTargetThatHasMovedIsReachedAtItsNewAddressWithinSeconds() {
    try (Target echo = Target.echo()) {
      Configuration configuration =
          new Configuration(directory)
              .plain()
              .secret("ci", Scene.TOKEN, Map.of("project_id", "1"))
              .block(
                  "[[target]]\nname = \"db\"\nloopback = true\naddress = \"db.test:%d\"\n"
                      .formatted(echo.port()))
              .rule("all", "db", "when = { project_id = \"1\" }");
      // Nobody listens there.
      Path hosts = configuration.write("hosts", "127.0.0.9 db.test\n");
      try (Gateway gateway = Gateway.start(configuration, "-Djdk.net.hosts.file=" + hosts)) {
        Await.until(SOON, () -> "refused there", () -> status(gateway) == 502);
        configuration.write("hosts", "127.0.0.1 db.test\n");
        Await.until(SOON, () -> "reached\n" + gateway.printed(), () -> status(gateway) == 200);
      }
    }
  }

  private static int status(Gateway gateway) {
    try (Client client = gateway.client()) {
      return client.connectTo("db", Scene.TOKEN).status();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
