// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.explain;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.drawbridge.auth.Advice;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What authenticators advise is held against the rules about their identities. */
class AdviceLintTest extends LintFixture {
  @Test
  void namesJobsNobodyCanBeAskedAbout() throws Exception {
    String end =
        "nobody can be asked whether a job of auth.a still runs: its tunnels end at their"
            + " lifetime, not with the job; keep limits.lifetime short, or demand a companion that"
            + " knows the job";
    String when = "when = { project_id = 1 }";
    advice.put("a", UNTRACKED);
    assertEquals(
        List.of("d.toml:4:3: rule \"r\": " + end),
        lint(GITLAB, when, "address = 'db:1'\ntls = false"));
    advice.put("a", Advice.NONE);
    assertEquals(List.of(), lint(GITLAB, when, "address = 'db:1'\ntls = false"));
  }

  @Test
  void aCompanionThatKnowsTheJobIsEnough() throws Exception {
    String aws = "[auth.aws]\ntype = 'aws-iam'\n";
    String gitlab = "[auth.gitlab]\n" + GITLAB;
    String rule = rules("auth = 'aws'\nto = ['t', 'u']\nwhen = { role = 'ci' }");
    advice.put("aws", UNTRACKED);
    advice.put("gitlab", Advice.NONE);
    assertEquals(1, ofRules(aws + gitlab, rule).size());
    aws += "companions = ['gitlab']\n";
    assertEquals(List.of(), ofRules(aws + gitlab, rule));
    advice.put("gitlab", UNTRACKED);
    assertEquals(1, ofRules(aws + gitlab, rule).size());
  }

  @ParameterizedTest
  @CsvSource({
    "account = '1', 1",
    "role = 'ci-*', 1",
    "role = ['ci'; 'ops-*'], 1",
    "role = { present = true }, 1",
    "role = { not = 'ci' }, 1",
    "role = 'ci', 0",
    "arn = ['x'; 'y'], 0",
  })
  void namesARuleThatNamesNobody(String when, int findings) throws Exception {
    advice.put(
        "a",
        new Advice(
            List.of(),
            true,
            List.of(
                Advice.Demand.of(Advice.Measure.EXACT, Set.of("role", "arn"), "nobody is named"))));
    List<String> found =
        ofRules(
            "[auth.a]\ntype = 'aws-iam'",
            rules("to = ['t', 'u']\nwhen = { " + when.replace(';', ',') + " }"));
    assertEquals(Collections.nCopies(findings, "rule \"r0\": nobody is named"), found);
  }

  @Test
  void tellsWhatAPluginSaysOfItsOwnSettings() throws Exception {
    advice.put("a", new Advice(List.of("this is wide"), true, List.of()));
    assertEquals(
        List.of("auth.a: this is wide"),
        lint(GITLAB, "when = { project_id = 1 }", "address = 'db:1'\ntls = true").stream()
            .map(line -> line.replaceFirst("^d.toml:\\d+:\\d+: ", ""))
            .toList());
  }

  /** Its own timeout lets an answer come when the gateway does not wait for it any more. */
  @Test
  void namesAnAuthenticatorWhoseChecksDoNotFitIntoACall() throws Exception {
    String rule = rules("to = ['t', 'u']\nwhen = { project_id = 1 }");
    advice.put("a", new Advice(List.of(), true, List.of(), Duration.ofSeconds(5)));
    assertEquals(List.of(), ofRules("[auth.a]\n" + GITLAB, rule));
    advice.put("a", new Advice(List.of(), true, List.of(), Duration.ofSeconds(7)));
    assertEquals(
        List.of(
            "auth.a: to confirm that a job has ended may take 7 s, and liveness.call is 5 s: the"
                + " end may then be heard a round later; raise liveness.call to as much, or lower"
                + " the authenticator's own timeout"),
        ofRules("[auth.a]\n" + GITLAB, rule));
  }

  @Test
  void namesAClaimOfACompanionThatNobodyDemands() throws Exception {
    String aws = "[auth.aws]\ntype = 'aws-iam'\n";
    String gitlab = "[auth.gitlab]\n" + GITLAB;
    String rule =
        rules(
            "auth = 'aws'\nto = ['t', 'u']\n"
                + "when = { 'gitlab.project_id' = 1, 'principal_tags.team' = 'x' }");
    assertEquals(
        List.of(
            "rule \"r0\": gitlab.project_id: auth.aws demands no companion gitlab, so it never"
                + " holds; add companions = [\"gitlab\"] to its table"),
        ofRules(aws + gitlab, rule));
    assertEquals(List.of(), ofRules(aws + "companions = ['gitlab']\n" + gitlab, rule));
  }

  @Test
  void namesARefOfACompanionThatIsNotProtected() throws Exception {
    String auths =
        "[auth.aws]\ntype = 'aws-iam'\ncompanions = ['gitlab']\n[auth.gitlab]\n" + GITLAB;
    advice.put("gitlab", JOBS);
    String when = "auth = 'aws'\nto = ['t', 'u']\nwhen = { 'gitlab.ref' = 'main'%s }";
    assertEquals(
        List.of("rule \"r0\": a ref without gitlab.ref_protected = true"),
        ofRules(auths, rules(when.formatted(""))));
    assertEquals(
        List.of(), ofRules(auths, rules(when.formatted(", 'gitlab.ref_protected' = true"))));
  }

  @Test
  void whatACompanionDemandsIsDemanded() throws Exception {
    String auths =
        """
        [auth.aws]
        type = 'aws-iam'
        companions = ['okta']
        [auth.okta]
        type = 'okta'
        companions = ['gitlab']
        [auth.gitlab]
        """
            + GITLAB;
    advice.put("aws", UNTRACKED);
    advice.put("okta", UNTRACKED);
    advice.put("gitlab", JOBS);
    String when = "auth = 'aws'\nto = ['t', 'u']\nwhen = { 'gitlab.ref' = 'main'%s }";
    assertEquals(
        List.of("rule \"r0\": a ref without gitlab.ref_protected = true"),
        ofRules(auths, rules(when.formatted(""))));
    assertEquals(
        List.of(), ofRules(auths, rules(when.formatted(", 'gitlab.ref_protected' = true"))));
  }
}
