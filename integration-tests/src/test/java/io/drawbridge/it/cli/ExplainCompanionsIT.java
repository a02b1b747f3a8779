// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.it.cli;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drawbridge.it.harness.Command.Result;
import io.drawbridge.it.harness.Configuration;
import io.drawbridge.it.harness.Scene;
import io.drawbridge.it.peer.JobToken;
import io.drawbridge.it.peer.StandInGitLab;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Credentials that count together only: which of them each line is about. */
class ExplainCompanionsIT extends ExplainFixture {
  private Configuration both(StandInGitLab gitlab) {
    return new Configuration(directory)
        .plain()
        .secret("ci", Scene.TOKEN, Map.of("project_id", "" + Scene.PROJECT))
        .set("auth.static", "companions", "[\"gitlab\"]")
        .gitlab(gitlab.url(), Scene.AUDIENCE, "{ mode = \"token-expiry\" }")
        .target(Scene.TARGET, 5432)
        .rule("both", Scene.TARGET, "auth = \"static\"");
  }

  @Test
  void aCompanionsChecksStandUnderItsOwnName() throws IOException {
    try (StandInGitLab gitlab = new StandInGitLab()) {
      JobToken token = gitlab.idToken(gitlab.job(Scene.PROJECT), "https://else.test");
      Path main = Files.writeString(directory.resolve("token"), Scene.TOKEN);
      Path companion = Files.writeString(directory.resolve("companion"), token.text());
      Result result =
          explain(
              both(gitlab),
              "--token-file",
              main.toString(),
              "--companion-file",
              "gitlab=" + companion);
      List<String> lines = lines(result);
      int first = lines.indexOf("        authentication by static");
      int second = lines.indexOf("        authentication of the companion gitlab");
      assertTrue(first > 0 && second > first, result.out());
      assertTrue(
          lines.stream().anyMatch(line -> line.startsWith("  FAIL    audience: the token is for")));
      assertTrue(
          lines.stream().anyMatch(line -> line.startsWith("next: declare the token with this")));
      assertTrue(
          lines.contains("        the rules are asked about both together once both verify"),
          result.out());
      assertFalse(result.out().contains("rule \"both\""), result.out());
    }
  }

  @Test
  void aMissingCompanionIsToBeHandedOver() throws IOException {
    try (StandInGitLab gitlab = new StandInGitLab()) {
      Path main = Files.writeString(directory.resolve("token"), Scene.TOKEN);
      assertNext(
          explain(both(gitlab), "--token-file", main.toString()),
          "hand the companion over as well: explain --companion-file gitlab=FILE");
    }
  }
}
