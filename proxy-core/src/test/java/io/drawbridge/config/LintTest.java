// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A check names what is allowed and probably not meant, and is silent where all is well. */
class LintTest {
  private static final String GITLAB = "type = 'gitlab-oidc'\nliveness = { mode = 'job-token' }";

  @TempDir Path directory;

  private List<String> lint(String auth, String when, String target) throws Exception {
    Path file = directory.resolve("d.toml");
    Files.writeString(
        file,
        """
        [[listener]]
        name = 'ci'
        address = '127.0.0.1:1'
        [[rule]]
        name = 'r'
        to = 't'
        %s
        [audit]
        file = 'a'
        [[target]]
        name = 't'
        %s
        [auth.a]
        %s
        """
            .formatted(when, target, auth));
    return Configuration.read(file, System::getenv).lint().stream()
        .map(line -> line.replace(directory + "/", ""))
        .toList();
  }

  private List<String> ofRule(String when) throws Exception {
    return lint(GITLAB, "when = { " + when + " }", "address = 'db:1'\ntls = true");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "project_id = 4217",
        "project_id = ['1', '2']",
        "project_id = 1, listener = 'ci', auth = 'a', target = 't'",
        "namespace_id = 7, project_path = 'team/*'",
        "project_id = 1, ref = 'main', ref_protected = true",
        "project_id = 1, ref_path = 'refs/heads/main', ref_protected = 'true'",
        "project_id = 1, pipeline_source = { not = 'merge_request_event' }",
      })
  void isSilentWhereAllIsWell(String when) throws Exception {
    assertEquals(List.of(), ofRule(when));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "ref_protected = true | no project or namespace is named: every project of that GitLab is"
            + " let in",
        "project_id = { present = true } | no project or namespace is named: every project of that"
            + " GitLab is let in",
        "project_id = { not = '1' } | no project or namespace is named: every project of that"
            + " GitLab is let in",
        "project_path = 'team/app' | a path can be given up and taken by another project; name"
            + " project_id or namespace_id as well",
        "namespace_path = ['a', 'b'] | a path can be given up and taken by another project; name"
            + " project_id or namespace_id as well",
        "project_id = 1, ref = 'main' | a ref without ref_protected = true: whoever may push can"
            + " make such a ref",
        "project_id = 1, ref = 'main', ref_protected = 'false' | a ref without ref_protected ="
            + " true: whoever may push can make such a ref",
        "project_id = 1, listener = 'cl' | there is no listener called \"cl\": it never holds",
        "project_id = 1, environment = '**' | environment: a pattern that begins with a star"
            + " matches what others may choose",
      })
  void namesARuleThatIsTooWide(String when, String finding) throws Exception {
    assertEquals(List.of("d.toml:4:3: rule \"r\": " + finding), ofRule(when));
  }

  @Test
  void namesARuleForEverybody() throws Exception {
    assertEquals(
        "d.toml:4:3: rule \"r\": it has no condition: everybody who can prove who they are is let"
            + " in",
        lint(GITLAB, "", "address = 'db:1'\ntls = true").getFirst());
  }

  @Test
  void namesJobsNobodyCanBeAskedAbout() throws Exception {
    String end =
        "nobody can be asked whether a job of auth.a still runs: its tunnels end at their"
            + " lifetime, not with the job";
    String when = "when = { project_id = 1 }";
    for (String auth :
        List.of("type = 'gitlab-oidc'\nliveness = { mode = 'token-expiry' }", "type = 'static'")) {
      assertEquals(
          List.of("d.toml:4:3: rule \"r\": " + end),
          lint(auth, when, "address = 'db:1'\ntls = false"));
    }
  }

  @Test
  void namesSecretsThatNeverExpireAndForks() throws Exception {
    assertEquals(
        "d.toml:16:1: auth.a: a secret that never expires is never replaced",
        lint("type = 'static'\n[[auth.a.secret]]\nexpires = 'never'", "", "address = 'db:1'")
            .getFirst());
    assertEquals(
        "d.toml:16:1: auth.a: jobs of forks run code that nobody here has reviewed",
        lint(GITLAB + "\nallow_forks = true", "when = { project_id = 1 }", "address = 'db:1'")
            .getFirst());
  }

  @Test
  void namesAPlaintextTargetThatIsNotLoopback() throws Exception {
    String when = "when = { project_id = 1 }";
    assertEquals(
        List.of(
            "d.toml:10:3: target t: bytes go to db as the client sends them; set tls, or tls ="
                + " false if its protocol encrypts by itself"),
        lint(GITLAB, when, "address = 'db:1'"));
    assertEquals(List.of(), lint(GITLAB, when, "address = '127.0.0.1:1'\nloopback = true"));
  }
}
