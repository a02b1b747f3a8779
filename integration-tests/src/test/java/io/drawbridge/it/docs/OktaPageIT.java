// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.it.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drawbridge.it.harness.Command;
import io.drawbridge.it.harness.Configuration;
import io.drawbridge.it.harness.Gateway;
import io.drawbridge.it.harness.Home;
import io.drawbridge.it.harness.Scene;
import io.drawbridge.it.harness.Tools;
import io.drawbridge.it.peer.OktaShapedProvider;
import io.drawbridge.it.peer.Postgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The job on the page about Okta does what it says, as it is printed. */
class OktaPageIT {
  private static final Document PAGE = Document.of("docs/okta.md");

  @TempDir Path directory;

  @Test
  void itsJobFetchesATokenAndMigratesTheDatabase() throws IOException {
    Tools.require(List.of("curl", "jq", "psql"));
    Files.writeString(
        directory.resolve("migrate.sql"), "create table orders as select generate_series(1, 42)");
    try (OktaShapedProvider okta = OktaShapedProvider.start();
        Postgres postgres = Postgres.start()) {
      postgres.query("create database orders");
      Configuration configuration =
          new Configuration(directory)
              .plain()
              .set("auth.okta", "type", "\"okta\"")
              .set("auth.okta", "issuer", Configuration.text(okta.issuer()))
              .set("auth.okta", "audience", Configuration.text(OktaShapedProvider.AUDIENCE))
              .target(Scene.TARGET, postgres.port())
              .rule("jobs", Scene.TARGET, "when = { cid = \"" + OktaShapedProvider.CLIENT + "\" }");
      try (Gateway gateway = Gateway.start(configuration)) {
        Command.Result result = migrate(okta, gateway);
        assertEquals(0, result.exit(), result + "\n" + gateway.printed());
        assertTrue(result.out().contains("SELECT 42"), result.toString());
        gateway.scanForSecrets(List.of(OktaShapedProvider.SECRET));
      }
    }
  }

  private Command.Result migrate(OktaShapedProvider okta, Gateway gateway) {
    String script =
        String.join("\n", JobLines.of(PAGE.blocks("yaml").getFirst().text()))
            .replace("drawbridge.example.com:8443", "127.0.0.1:" + gateway.port() + " --plaintext");
    return Command.of("sh", "-ec", script)
        .with("PATH", Document.searchPath())
        .with("DRAWBRIDGE_JAVA", Home.java().toString())
        .with("OKTA_ISSUER", okta.issuer())
        .with("OKTA_CLIENT_ID", OktaShapedProvider.CLIENT)
        .with("OKTA_CLIENT_SECRET", OktaShapedProvider.SECRET)
        .with("PGUSER", "postgres")
        .in(directory)
        .within(Duration.ofSeconds(90))
        .run();
  }
}
