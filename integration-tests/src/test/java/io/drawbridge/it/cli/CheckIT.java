// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.it.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drawbridge.it.harness.Command;
import io.drawbridge.it.harness.Command.Result;
import io.drawbridge.it.harness.Configuration;
import io.drawbridge.it.harness.Gateway;
import io.drawbridge.it.harness.Home;
import io.drawbridge.it.harness.Ports;
import io.drawbridge.it.harness.Scene;
import io.drawbridge.it.peer.Certificates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands that look at a configuration, a directory of plugins or an audit file. */
class CheckIT {
  @TempDir Path directory;

  private Configuration good() {
    return new Configuration(directory)
        .plain()
        .gitlab("https://gitlab.test", Scene.AUDIENCE, "{ mode = \"job-token\" }")
        .target(Scene.TARGET, 5432)
        .rule("orders", Scene.TARGET, "when = { project_id = \"4217\" }");
  }

  private static Result check(Configuration configuration) {
    return Command.drawbridge("check", "-c", configuration.write().toString()).run();
  }

  @Test
  void aGoodConfigurationIsOk() {
    Result result = check(good());
    assertEquals("ok\n", result.out(), result.err());
    assertEquals(0, result.exit());
    assertEquals("", result.err());
  }

  @Test
  void whatIsAllowedButUnwiseIsAWarningWithItsPlace() {
    Result result =
        check(good().rule("wide", Scene.TARGET, "when = { ref = \"main\", project_id = \"1\" }"));
    assertEquals(1, result.exit(), result.err());
    assertTrue(
        result
            .out()
            .lines()
            .anyMatch(
                line ->
                    line.matches(
                        "warning: .*drawbridge\\.toml:\\d+:\\d+: rule \"wide\":"
                            + " .*ref_protected.*")),
        result.out());
    assertTrue(result.out().endsWith("usable, with warnings\n"), result.out());
  }

  @Test
  void whatAPluginAdvisesIsAWarningToo() {
    Configuration configuration =
        new Configuration(directory)
            .plain()
            .target(Scene.TARGET, 5432)
            .set("auth.okta", "type", "\"okta\"")
            .set("auth.okta", "issuer", "\"https://example.okta.com/oauth2/default\"")
            .set("auth.okta", "audience", "\"api://okta\"")
            .set("auth.aws", "type", "\"aws-iam\"")
            .set("auth.aws", "proof", "\"caller-identity\"")
            .set("auth.aws", "audience", "\"https://aws\"")
            .set("auth.aws", "regions", "[\"eu-central-1\"]")
            .set("auth.aws", "accounts", "[\"123456789012\"]")
            .set("auth.aws", "roles", "[\"arn:aws:iam::123456789012:role/ci\"]")
            .rule("people", Scene.TARGET, "auth = \"okta\"", "when = { scp = \"tunnel\" }")
            .rule(
                "account", Scene.TARGET, "auth = \"aws\"", "when = { account = \"123456789012\" }");
    String out = check(configuration).out();
    for (String line :
        new String[] {
          "auth\\.okta: a token that was revoked",
          "rule \"people\": no client, group or user",
          "rule \"people\": nobody can be asked",
          "rule \"account\": no role or user",
          "rule \"account\": nobody can be asked",
        }) {
      assertTrue(
          out.lines()
              .anyMatch(
                  text -> text.matches("warning: .*drawbridge\\.toml:\\d+:\\d+: " + line + ".*")),
          line + " in\n" + out);
    }
  }

  @Test
  void aMistakeIsAnErrorWithItsPlace() {
    assertError(check(good().block("[limits]\ntunels = 3\n")), ":\\d+:\\d+: .*tunels.*");
    assertError(
        check(good().rule("x", "no-such-target", "when = { project_id = \"1\" }")),
        ":\\d+:\\d+: .*no-such-target.*");
  }

  @Test
  void anAuditThatCannotBeOpenedIsFoundBeforeTheStartAndToldInTheSameWords() {
    Configuration configuration =
        good().set("audit", "file", Configuration.text(directory.toString()));
    Result result = check(configuration);
    assertError(result, "drawbridge\\.toml:\\d+:\\d+: audit\\.file: .* is not a regular file");
    assertEquals(
        result.err(),
        Command.drawbridge("serve", "-c", configuration.write().toString()).run().err());
  }

  @Test
  void aTypeThatIsNearlyOneIsToldWithItsPlace() {
    Result result = check(good().set("auth.gitlab", "type", "\"gitlab\""));
    assertError(
        result,
        "drawbridge\\.toml:\\d+:\\d+: auth\\.gitlab\\.type: .*; did you mean gitlab-oidc\\?");
  }

  @Test
  void aCertificateWithAnothersKeyIsFoundBeforeTheStart() {
    Certificates one = Certificates.create(directory, "one", "gateway");
    Certificates two = Certificates.create(directory, "two", "gateway");
    assertError(check(good().tls(one.certificate(), two.key())), ".*key.*certificate.*");
  }

  private static void assertError(Result result, String pattern) {
    assertEquals(78, result.exit(), result.out() + result.err());
    assertEquals(1, result.err().lines().count(), result.err());
    assertTrue(result.err().strip().matches("drawbridge: .*" + pattern), result.err());
  }

  @Test
  void aBrokenJarIsNamedByEveryCommandThatLoadsPlugins() throws IOException {
    Path plugins = Files.createDirectory(directory.resolve("plugins"));
    Path broken = plugins.resolve("broken.jar");
    Files.copy(Home.plugin("auth-static"), plugins.resolve("auth-static.jar"));
    Files.writeString(broken, "no jar at all");
    String file = good().write().toString();
    for (String[] words :
        new String[][] {{"plugins"}, {"check", "-c", file}, {"serve", "-c", file}}) {
      String[] all = Arrays.copyOf(words, words.length + 2);
      all[words.length] = "--plugins";
      all[words.length + 1] = plugins.toString();
      Result result = Command.drawbridge(all).run();
      assertEquals(78, result.exit(), words[0] + result.err());
      assertTrue(result.err().contains("broken.jar"), words[0] + result.err());
    }
  }

  @Test
  void thePluginsAreListedWithTheirTypes() {
    Result result = Command.drawbridge("plugins").run().good();
    assertTrue(result.out().contains("authenticator type static\n"), result.out());
    assertTrue(result.out().contains("authenticator type gitlab-oidc\n"), result.out());
  }

  @Test
  void anAuditThatWasChangedIsFound() throws IOException {
    Path none = directory.resolve("none.jsonl");
    assertEquals(64, Command.drawbridge("audit", "verify", none.toString()).run().exit());
    Path audit = directory.resolve("audit.jsonl");
    Path file = Scene.withSecret(directory, Ports.free()).write();
    Result checked = Command.drawbridge("check", "-c", file.toString()).run();
    assertEquals(1, checked.exit(), "a secret that never expires");
    List<String> told =
        checked.out().lines().filter(line -> line.contains("never expires")).toList();
    assertEquals(1, told.size(), checked.out());
    assertTrue(
        told.getFirst().matches("warning: .*drawbridge\\.toml:\\d+:\\d+: auth\\..*"),
        told.getFirst());
    assertTrue(Files.notExists(audit), "a check writes nothing");
    try (Gateway gateway = Gateway.start(Scene.withSecret(directory, Ports.free()))) {
      gateway.terminate();
      gateway.awaitExit(Duration.ofSeconds(10));
    }
    Result intact = Command.drawbridge("audit", "verify", audit.toString()).run().good();
    assertTrue(intact.out().contains("intact"), intact.out());
    Files.writeString(audit, Files.readString(audit).replaceFirst("20\\d\\d-", "1999-"));
    Result changed = Command.drawbridge("audit", "verify", audit.toString()).run();
    assertEquals(1, changed.exit(), changed.out());
    assertTrue(changed.out().startsWith(audit + " line 1: record 1 was changed"), changed.out());
  }

  @ParameterizedTest
  @ValueSource(strings = {"conect", "chek", "serv"})
  void aMistypedCommandIsGuessed(String word) {
    Result result = Command.drawbridge(word).run();
    assertEquals(64, result.exit());
    Map<String, String> meant = Map.of("conect", "connect", "chek", "check", "serv", "serve");
    assertTrue(result.err().contains("did you mean " + meant.get(word) + "?"), result.err());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"serve", "connect", "check", "explain", "audit", "plugins", "demo", "version"})
  void everyCommandHasHelp(String command) {
    Result help = Command.drawbridge("help", command).run().good();
    assertTrue(help.out().startsWith("usage: drawbridge " + command), help.out());
    assertEquals(help.out(), Command.drawbridge(command, "--help").run().good().out());
  }

  @Test
  void theVersionIsTheBuilds() {
    String out = Command.drawbridge("version").run().good().out();
    assertTrue(out.matches("drawbridge \\d+\\.\\d+\\.\\d+\\S* \\(Java 2\\d.*\\)\n"), out);
  }
}
