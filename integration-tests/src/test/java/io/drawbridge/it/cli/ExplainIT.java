// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.it.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drawbridge.it.harness.Command;
import io.drawbridge.it.harness.Command.Result;
import io.drawbridge.it.harness.Scene;
import io.drawbridge.it.peer.JobToken;
import io.drawbridge.it.peer.StandInGitLab;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Why a token is granted or refused, and what to do about it. */
class ExplainIT {
  private static final long NOW = System.currentTimeMillis() / 1000;

  @TempDir static Path directory;
  private static StandInGitLab gitlab;
  private static Path file;

  @BeforeAll
  static void start() {
    gitlab = new StandInGitLab();
    file = Scene.withGitLab(directory, gitlab, "token-expiry", 5432).write();
  }

  @AfterAll
  static void stop() {
    gitlab.close();
  }

  private static JobToken token() {
    return gitlab.idToken(gitlab.job(Scene.PROJECT), Scene.AUDIENCE);
  }

  private static JobToken expired() {
    return token().claim("iat", NOW - 3720).claim("nbf", NOW - 3725).claim("exp", NOW - 120);
  }

  private static Result explain(String token, String target) throws IOException {
    Path input = Files.writeString(directory.resolve("token"), token + "\n");
    Result result =
        Command.drawbridge(
                "explain", "-c", file.toString(), "--token-file", "-", "--target", target)
            .reading(input)
            .run();
    String signature = token.substring(token.lastIndexOf('.') + 1);
    assertFalse((result.out() + result.err()).contains(signature), "the signature is printed");
    return result;
  }

  private static void assertSays(Result result, int exit, String... parts) {
    assertEquals(exit, result.exit(), result.out() + result.err());
    for (String part : parts) {
      assertTrue(result.out().contains(part), part + " in\n" + result.out() + result.err());
    }
  }

  @Test
  void aGoodTokenIsGrantedByItsRule() throws IOException {
    assertSays(
        explain(token().text(), Scene.TARGET),
        0,
        "token header\n",
        "alg  RS256\n",
        "token claims\n",
        "the token was issued ",
        "  ok    auth.gitlab verified ",
        "  ok        project_id must be \"4217\"; it is \"4217\"\n",
        "  ok    the rules grant it by \"orders\"\n",
        "\ngranted; ");
  }

  @Test
  void anExpiredTokenWouldHaveBeenGranted() throws IOException {
    assertSays(
        explain(expired().text(), Scene.TARGET),
        77,
        " ago\n",
        "  FAIL  auth.gitlab rejected it: EXPIRED: ",
        "had its claims been verified, the rules would say:",
        "  ok    the rules grant it by \"orders\"\n",
        "\nrefused\n",
        "next: expired 2 min ago: GitLab tokens live as long as the job's timeout; take that of a"
            + " job");
  }

  @Test
  void anotherProjectIsToldWhatItLacks() throws IOException {
    assertSays(
        explain(token().claim("project_id", "999").text(), Scene.TARGET),
        77,
        "  FAIL      project_id must be \"4217\"; it is \"999\"\n",
        "next: the nearest is rule \"orders\", which lacks project_id: ");
  }

  @Test
  void eachFaultHasItsOwnNextStep() throws IOException {
    assertSays(
        explain(token().claim("aud", "https://else.test").text(), Scene.TARGET),
        77,
        "WRONG_AUDIENCE",
        "next: declare the token with this audience alone: id_tokens: { DRAWBRIDGE_TOKEN: { aud: "
            + Scene.AUDIENCE
            + " } }\n");
    String good = token().text();
    String forged = good.substring(0, good.lastIndexOf('.') + 1) + "A".repeat(342);
    assertSays(
        explain(forged, Scene.TARGET),
        77,
        "BAD_SIGNATURE",
        "next: take the token of a new job and hand it over unchanged");
    assertSays(
        explain(token().claim("iat", NOW + 3600).claim("nbf", NOW + 3600).text(), Scene.TARGET),
        77,
        "the token is from the future: this clock is at least ",
        "next: it begins in ",
        ": compare this machine's clock with GitLab's\n");
    assertSays(
        explain(token().text(), "no-such-target"),
        77,
        "no target is called no-such-target",
        "next: the targets are: " + Scene.TARGET);
  }

  @Test
  void aHostileTokenCannotReachTheTerminal() throws IOException {
    String escape = "\u001b]0;title\u0007";
    Result result =
        explain(
            token()
                .claim("x" + escape, "y\u009b31m\u202eevil" + escape)
                .claim("ref", escape)
                .text(),
            Scene.TARGET);
    assertEquals(List.of(), strange(result.out() + result.err()));
    assertTrue(result.out().contains("evil"), result.out());
  }

  private static List<String> strange(String text) {
    return text.codePoints()
        .filter(
            c ->
                c != '\n'
                    && (Character.isISOControl(c) || Character.getType(c) == Character.FORMAT))
        .mapToObj(Integer::toHexString)
        .toList();
  }

  @Test
  void whatIsNoTokenIsSaidToBeNone() throws IOException {
    assertSays(explain("just-a-word", Scene.TARGET), 77, "it has no three parts", "next: ");
    Path empty = Files.writeString(directory.resolve("empty"), "\n");
    Result result =
        Command.drawbridge(
                "explain",
                "-c",
                file.toString(),
                "--token-file",
                empty.toString(),
                "--target",
                Scene.TARGET)
            .run();
    assertEquals(64, result.exit(), result.err());
    assertTrue(result.err().contains("is empty"), result.err());
  }
}
