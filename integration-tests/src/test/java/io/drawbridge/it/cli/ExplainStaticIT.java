// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.it.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drawbridge.it.harness.Command.Result;
import io.drawbridge.it.harness.Configuration;
import io.drawbridge.it.harness.Scene;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Each check of a static secret, line by line, and what its users are told to do next. */
class ExplainStaticIT extends ExplainFixture {
  @Test
  void staticSecrets() throws IOException {
    Configuration configuration = Scene.withSecret(directory, 5432);
    Result result = explain(configuration, "canary-another-0123456789-0123456789-0123");
    assertShows(
        result,
        "decision",
        "        auth.static passes it on: secret: it is none of the 1 that are configured here");
    assertTrue(
        lines(result)
            .contains(
                "next: see that the CI variable is protected, that the job may read it, and that"
                    + " its SHA-256 is one of the digests: printf %s \"$SECRET\" | sha256sum"),
        result.out());
    Path file = Files.writeString(directory.resolve("token"), Scene.TOKEN);
    result = explain(configuration, "--token-file", file.toString());
    assertEquals(0, result.exit(), result.out());
    String shown =
        "        authentication by static\n"
            + "  ok      secret: it is \"ci\"\n"
            + "  ok      expiry: never\n";
    assertTrue(result.out().contains(shown), result.out());
  }
}
