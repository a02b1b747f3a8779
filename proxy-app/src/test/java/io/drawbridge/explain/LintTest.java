// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.explain;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A check names what is allowed and probably not meant, and is silent where all is well. */
class LintTest extends LintFixture {
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
    advice.put("a", JOBS);
    assertEquals(List.of(), ofRule(when));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "ref_protected = true | no project is named",
        "project_id = { present = true } | no project is named",
        "project_id = { not = '1' } | no project is named",
        "project_id = '*1' | no project is named",
        "project_path = 'team/app' | a path can be taken; name project_id",
        "namespace_path = ['a', 'b/*'] | a path can be taken; name project_id",
        "project_id = 1, ref = 'main' | a ref without ref_protected = true",
        "project_id = 1, ref = 'main', ref_protected = 'false' | a ref without ref_protected ="
            + " true",
        "project_id = 1, listener = 'cl' | there is no listener called \"cl\": it never holds",
        "project_id = 1, environment = '**' | environment: a pattern that begins with a star"
            + " matches what others may choose",
      })
  void namesARuleThatIsTooWide(String when, String finding) throws Exception {
    advice.put("a", JOBS);
    List<String> found = new ArrayList<>(ofRule(when));
    // Of the pattern on a number the core has something to say of its own.
    found.removeIf(line -> line.contains(": project_id: a pattern"));
    assertEquals(List.of("d.toml:4:3: rule \"r\": " + finding), found);
  }

  @Test
  void namesARuleForEverybody() throws Exception {
    assertEquals(
        "d.toml:4:3: rule \"r\": it has no condition: everybody who can prove who they are is let"
            + " in",
        lint(GITLAB, "", "address = 'db:1'\ntls = true").getFirst());
  }

  @Test
  void whatAPluginSaysOfAKeyStandsAtTheKeysPlaceAndOnce() throws Exception {
    advice.put("a", FORKS);
    assertEquals(
        List.of("d.toml:17:1: auth.a: allow_forks lets forks in"),
        lint(
            GITLAB + "\nallow_forks = true",
            "when = { project_id = 1, job_project_id = 1 }",
            "address = 'db:1'\ntls = true"));
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

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "project_id = 1 | project_id = 1, ref = 'main', ref_protected = true",
        "project_id = [1, 2] | project_id = 2",
        "project_id = 1, ref = 'release/*', ref_protected = true | project_id = 1, ref ="
            + " ['release/1', 'release/2'], ref_protected = true",
        "project_id = 1, tier = { present = true } | project_id = 1, tier = { not = 'x' }",
      })
  void namesARuleThatIsNeverReached(String wide, String narrow) throws Exception {
    String both =
        rules("to = ['t', 'u']\nwhen = { " + wide + " }", "to = ['t']\nwhen = { " + narrow + " }");
    assertEquals(
        List.of(
            "rule \"r1\": it is never reached: everybody it is about is granted by rule \"r0\""
                + " before it"),
        ofRules("[auth.a]\n" + GITLAB, both));
    String swapped =
        rules("to = ['t']\nwhen = { " + narrow + " }", "to = ['t', 'u']\nwhen = { " + wide + " }");
    assertEquals(List.of(), ofRules("[auth.a]\n" + GITLAB, swapped));
  }

  @Test
  void aRuleOfAnotherAuthenticatorOrAShadowHidesNothing() throws Exception {
    String auths =
        "[auth.a]\n" + GITLAB + "\naudience = 'x'\n[auth.b]\n" + GITLAB + "\naudience = 'y'";
    String when = "\nto = ['t', 'u']\nwhen = { project_id = 1 }";
    assertEquals(List.of(), ofRules(auths, rules("auth = 'a'" + when, "auth = 'b'" + when)));
    assertEquals(List.of(), ofRules("[auth.a]\n" + GITLAB, rules("shadow = true" + when, when)));
  }

  @Test
  void namesATargetNobodyMayReach() throws Exception {
    String reach = "to = ['t']\nwhen = { project_id = 1 }";
    assertEquals(
        List.of("target u: nobody may reach it: no rule names it"),
        ofRules("[auth.a]\n" + GITLAB, rules(reach)));
    assertEquals(
        List.of("target u: nobody may reach it: only a shadow rule names it"),
        ofRules(
            "[auth.a]\n" + GITLAB, rules(reach, "shadow = true\n" + reach.replace("'t'", "'u'"))));
  }

  @Test
  void namesAnAudienceThatTwoIssuersShare() throws Exception {
    String auths =
        "[auth.a]\n" + GITLAB + "\naudience = 'x'\n[auth.b]\n" + GITLAB + "\naudience = ['y', 'x']";
    assertEquals(
        List.of(
            "auth.b: its audience \"x\" is also that of auth.a; give each issuer its own, so that"
                + " no token fits two doors"),
        ofRules(auths, rules("auth = 'a'\nto = ['t', 'u']\nwhen = { project_id = 1 }")));
  }

  @Test
  void namesARuleThatLetsEveryForkIn() throws Exception {
    String auth = "[auth.a]\n" + GITLAB + "\nallow_forks = true";
    String forks = "auth.a: allow_forks lets forks in";
    advice.put("a", FORKS);
    String both = "to = ['t', 'u']\nwhen = { project_id = 1, job_project_id = 1 }";
    assertEquals(List.of(forks), ofRules(auth, rules(both)));
    for (String only : List.of("project_id = 1", "job_project_id = 1")) {
      assertEquals(
          List.of(forks, "rule \"r0\": name project_id and job_project_id"),
          ofRules(auth, rules("to = ['t', 'u']\nwhen = { " + only + " }")));
    }
  }

  @Test
  void namesARuleThatLetsEveryForkInAsACompanion() throws Exception {
    String okta = "[auth.okta]\ntype = 'okta'\ncompanions = ['gitlab']\n";
    String auths =
        "[auth.aws]\ntype = 'aws-iam'\ncompanions = ['okta']\n"
            + okta
            + "[auth.gitlab]\n"
            + GITLAB
            + "\nallow_forks = true";
    String forks = "auth.gitlab: allow_forks lets forks in";
    advice.put("gitlab", FORKS);
    String rule = "auth = 'aws'\nto = ['t', 'u']\nwhen = { %s }";
    String code = "'gitlab.project_id' = 1";
    String place = "'gitlab.job_project_id' = 1";
    assertEquals(List.of(forks), ofRules(auths, rules(rule.formatted(code + ", " + place))));
    for (String only : List.of(code, place, code + ", job_project_id = 1")) {
      assertEquals(
          List.of(forks, "rule \"r0\": name gitlab.project_id and gitlab.job_project_id"),
          ofRules(auths, rules(rule.formatted(only))));
    }
    String alone = auths.replace("companions = ['gitlab']\n", "");
    assertEquals(List.of(forks), ofRules(alone, rules(rule.formatted("role = 'ci'"))));
  }

  @Test
  void namesAPatternThatOthersCanFitANameInto() throws Exception {
    assertEquals(
        List.of(
            "rule \"r0\": project_path: \"team**\" also matches names that merely begin so, and"
                + " others may take them; end with /* or /**"),
        ofRules(
            "[auth.a]\n" + GITLAB,
            rules("to = ['t', 'u']\nwhen = { namespace_id = 1, project_path = ['a', 'team**'] }")));
    assertEquals(
        "rule \"r0\": pipeline_id: a pattern on a number matches ids that do not exist yet",
        ofRules(
                "[auth.a]\n" + GITLAB,
                rules("to = ['t', 'u']\nwhen = { project_id = 1, pipeline_id = '4*' }"))
            .getFirst());
  }
}
