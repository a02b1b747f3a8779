// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.explain;

import io.drawbridge.auth.Advice;
import io.drawbridge.auth.Advice.Demand;
import io.drawbridge.auth.Advice.Measure;
import io.drawbridge.config.Configuration;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.io.TempDir;

/** What a check says of a configuration that a test writes. */
class LintFixture {
  static final String GITLAB = "type = 'gitlab-oidc'\nliveness = { mode = 'job-token' }";

  static final Advice UNTRACKED = new Advice(List.of(), false, List.of());

  /** As an authenticator of CI jobs may advise it. */
  static final Advice JOBS =
      new Advice(
          List.of(),
          true,
          List.of(
              Demand.of(
                  Measure.NAMED,
                  Set.of("project_id", "namespace_id", "project_path", "namespace_path"),
                  "no project is named"),
              new Demand(
                  Set.of("project_path", "namespace_path"),
                  Measure.NAMED,
                  Set.of("project_id", "namespace_id"),
                  false,
                  "a path can be taken; name {project_id}"),
              new Demand(
                  Set.of("ref", "ref_path"),
                  Measure.TRUE,
                  Set.of("ref_protected"),
                  true,
                  "a ref without {ref_protected} = true")));

  static final Advice FORKS =
      new Advice(
          List.of("allow_forks lets forks in"),
          true,
          List.of(
              new Demand(
                  Set.of(),
                  Measure.ALL_EXACT,
                  Set.of("project_id", "job_project_id"),
                  true,
                  "name {project_id} and {job_project_id}")));

  final Map<String, Advice> advice = new HashMap<>();

  @TempDir Path directory;

  List<String> lint(String auth, String when, String target) throws Exception {
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
    return Lint.of(Configuration.read(file, UnaryOperator.identity(), System::getenv), advice)
        .stream()
        .map(line -> line.replace(directory + "/", ""))
        .toList();
  }

  List<String> ofRules(String auths, String rest) throws Exception {
    Path file = directory.resolve("d.toml");
    Files.writeString(
        file,
        """
        [[listener]]
        name = 'ci'
        address = '127.0.0.1:1'
        [audit]
        file = 'a'
        [[target]]
        name = 't'
        address = 'db:1'
        tls = true
        [[target]]
        name = 'u'
        address = 'db:2'
        tls = true
        %s
        %s
        """
            .formatted(auths, rest));
    return Lint.of(Configuration.read(file, UnaryOperator.identity(), System::getenv), advice)
        .stream()
        .map(line -> line.replace(directory + "/", "").replaceFirst("^d.toml:\\d+:\\d+: ", ""))
        .toList();
  }

  static String rules(String... rules) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < rules.length; i++) {
      text.append("[[rule]]\nname = 'r").append(i).append("'\n").append(rules[i]).append('\n');
    }
    return text.toString();
  }
}
