// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.it.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drawbridge.it.harness.Command;
import io.drawbridge.it.harness.Home;
import io.drawbridge.it.harness.Tools;
import io.drawbridge.it.peer.StandInGitLab;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example's pipeline reviews a change of the rules, with what it says to run and no secret. */
class PolicyExampleIT {
  private static final Path EXAMPLE = Path.of("..", "examples", "policy");

  @TempDir Path project;
  private StandInGitLab gitlab;

  @BeforeEach
  void commitTheExample() throws IOException {
    Tools.require(List.of("git", "openssl", "bash"));
    try (Stream<Path> files = Files.list(EXAMPLE)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.copy(file, project.resolve(file.getFileName()));
      }
    }
    // The issuer of the example is nobody's; its keys are looked for as soon as there is a plugin.
    gitlab = new StandInGitLab();
    change("https://gitlab.example.com", gitlab.url());
    bash("git init -q .", "git add .", "git -c user.name=t -c user.email=t@t commit -q -m rules")
        .good();
  }

  @AfterEach
  void stop() {
    gitlab.close();
  }

  private Command.Result bash(String... lines) {
    return Command.of("bash", "-euo", "pipefail", "-c", String.join("\n", lines))
        .with("PATH", Home.launcher().getParent() + ":" + System.getenv("PATH"))
        .with("DRAWBRIDGE_JAVA", Home.java().toString())
        .with("CI_MERGE_REQUEST_DIFF_BASE_SHA", "HEAD")
        .within(Duration.ofMinutes(1))
        .in(project)
        .run();
  }

  /** Runs what the pipeline's file says under {@code script} of a job. */
  private Command.Result job(String name) throws IOException {
    List<String> script = new ArrayList<>();
    boolean mine = false;
    boolean inScript = false;
    for (String line : Files.readAllLines(project.resolve(".gitlab-ci.yml"))) {
      if (!line.startsWith(" ")) {
        mine = line.equals(name + ":");
      } else if (line.startsWith("  ") && !line.startsWith("   ") && !line.startsWith("  #")) {
        inScript = line.equals("  script:");
      } else if (mine && inScript && line.startsWith("    - ")) {
        script.add(line.substring("    - ".length()));
      }
    }
    assertFalse(script.isEmpty(), "no script of " + name);
    return bash(script.toArray(String[]::new));
  }

  private void change(String from, String to) throws IOException {
    Path file = project.resolve("drawbridge.toml");
    String rules = Files.readString(file);
    assertTrue(rules.contains(from), from);
    Files.writeString(file, rules.replace(from, to));
  }

  @Test
  void isSilentWhereNothingChanges() throws Exception {
    assertEquals("ok\n", job("check").good().out());
    assertTrue(job("test").good().out().endsWith("7 cases, 0 failed\n"));
    assertEquals(
        "4 attempts replayed, 0 now granted, 0 now denied, 0 other limits, 0 undecidable\n",
        job("diff").good().out());
    assertTrue(
        Command.drawbridge("audit", "verify", project.resolve("recorded.jsonl").toString())
            .run()
            .good()
            .out()
            .contains("intact"));
  }

  @Test
  void stopsARuleThatOpensTheDoorTooWide() throws Exception {
    change(
        "ref_type = \"branch\", ref_protected = \"true\" }\nlimits",
        "ref_type = \"branch\" }\nlimits");
    Command.Result check = job("check");
    assertEquals(1, check.exit(), check::err);
    assertTrue(check.out().contains("a ref without ref_protected"), check.out());

    Command.Result test = job("test");
    assertEquals(1, test.exit(), test::err);
    String failed = "a branch called main that is not protected does not";
    assertTrue(test.out().contains("FAIL  " + failed), test.out());
    String report = Files.readString(project.resolve("policy.xml"));
    assertTrue(report.contains("tests=\"7\" failures=\"1\""), report);

    Command.Result diff = job("diff");
    assertEquals(1, diff.exit(), diff::err);
    assertTrue(diff.out().contains("session 0hq4m2k1-3"), diff.out());
    assertTrue(diff.out().contains("1 now granted, 0 now denied"), diff.out());
  }

  @Test
  void showsWhomAStricterRuleShutsOut() throws Exception {
    change("project_id = \"4217\", ref = \"main\"", "project_id = \"4217\", ref = \"release\"");
    assertEquals(1, job("test").exit());
    Command.Result diff = job("diff");
    assertEquals(1, diff.exit(), diff::err);
    assertTrue(diff.out().contains("now denied    2026-05-04T10:00:00.123Z"), diff.out());
  }

  @Test
  void endsWith78WhereTheRulesCannotBeRead() throws Exception {
    change("[[rule]]", "[[rule]");
    for (String job : List.of("check", "test", "diff")) {
      Command.Result result = job(job);
      assertEquals(78, result.exit(), result::err);
      assertTrue(result.err().contains("drawbridge.toml:"), result.err());
    }
  }
}
