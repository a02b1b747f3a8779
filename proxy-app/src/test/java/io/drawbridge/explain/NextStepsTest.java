// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.explain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drawbridge.auth.Authentication.Reason;
import io.drawbridge.auth.Claims;
import io.drawbridge.auth.Identity;
import io.drawbridge.auth.Liveness;
import io.drawbridge.identify.Authenticators;
import io.drawbridge.identify.Examined;
import io.drawbridge.identify.Verdict;
import io.drawbridge.policy.Rules;
import io.drawbridge.policy.Subject;
import io.drawbridge.settings.RuleSettings;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class NextStepsTest {
  private static final Identity IDENTITY =
      new Identity("iss", "sub", Claims.NONE, Map.of(), Instant.MAX);

  private static List<String> after(Verdict verdict, Examined... examined) {
    return NextSteps.after(
        new Authenticators.Explained(verdict, List.of(examined), Optional.empty()));
  }

  private static Verdict rejected(String authenticator, Reason reason) {
    return new Verdict.Rejected(authenticator, reason, "because", Claims.NONE);
  }

  private static Examined saying(String authenticator, Verdict verdict, String next) {
    return new Examined(authenticator, false, verdict, List.of(), List.of(next), Optional.empty());
  }

  private static Examined ofCompanion(String authenticator, Verdict verdict, String next) {
    return new Examined(authenticator, true, verdict, List.of(), List.of(next), Optional.empty());
  }

  @Test
  void everyReasonHasASentenceOfItsOwnAndOfNoProvider() {
    Set<String> sentences = new HashSet<>();
    for (Reason reason : Reason.values()) {
      sentences.addAll(after(rejected("ci", reason)));
    }
    assertEquals(Reason.values().length, sentences.size());
    for (String sentence : sentences) {
      assertTrue(
          List.of("GitLab", "id_tokens", "Okta", "AWS").stream().noneMatch(sentence::contains),
          sentence);
    }
  }

  @Test
  void theAuthenticatorsOwnWordsComeFirst() {
    Verdict expired = rejected("ci", Reason.EXPIRED);
    Verdict unknown = new Verdict.Unknown("");
    Verdict verified = new Verdict.Verified("ci", IDENTITY, Liveness.UNTRACKED);
    assertEquals(
        List.of("start the job again"),
        after(
            expired,
            saying("other", unknown, "not asked for"),
            saying("ci", expired, "start the job again")));
    assertEquals(List.of(), after(verified, saying("ci", verified, "nothing")));
    List<String> strange = after(unknown, saying("ci", unknown, "is it the right one?"));
    assertEquals("is it the right one?", strange.getFirst());
    assertEquals(2, strange.size());
    Verdict unavailable = new Verdict.Unavailable("");
    assertEquals(
        "look at the issuer",
        after(
                unavailable,
                saying("other", unknown, "not asked for"),
                saying("ci", unavailable, "look at the issuer"))
            .getFirst());
  }

  @Test
  void aCompanionsRefusalIsNotTheMainOnes() {
    Verdict verified = new Verdict.Verified("aws", IDENTITY, Liveness.UNTRACKED);
    Verdict expired = rejected("gitlab", Reason.EXPIRED);
    assertEquals(
        List.of("start the job again"),
        after(
            expired,
            saying("aws", verified, "nothing"),
            saying("gitlab", expired, "start the job again")));
  }

  @Test
  void whatAnAuthenticatorSaidOfTheMainCredentialIsNotAboutTheCompanion() {
    Verdict verified = new Verdict.Verified("aws", IDENTITY, Liveness.UNTRACKED);
    Verdict unknown = new Verdict.Unknown("");
    Verdict expired = rejected("gitlab", Reason.EXPIRED);
    assertEquals(
        List.of("start the job again"),
        after(
            expired,
            saying("gitlab", unknown, "declare id_tokens:"),
            saying("aws", verified, "nothing"),
            ofCompanion("gitlab", expired, "start the job again")));
    assertEquals(
        List.of("is it a token of GitLab?"),
        after(
            rejected("gitlab", Reason.OTHER),
            saying("gitlab", unknown, "declare id_tokens:"),
            saying("aws", verified, "nothing"),
            ofCompanion("gitlab", unknown, "is it a token of GitLab?")));
  }

  @Test
  void aMissingCompanionIsHandedToTheExplanationItself() {
    Verdict missing = rejected("aws", Reason.OTHER);
    Verdict verified = new Verdict.Verified("aws", IDENTITY, Liveness.UNTRACKED);
    assertEquals(
        List.of("hand the companion over as well: explain --companion-file gitlab=FILE"),
        NextSteps.after(
            new Authenticators.Explained(
                missing, List.of(saying("aws", verified, "nothing")), Optional.of("gitlab"))));
  }

  @Test
  void onlyTheVerifiedNeedNone() {
    assertEquals(List.of(), after(new Verdict.Verified("ci", IDENTITY, Liveness.UNTRACKED)));
    assertEquals(1, after(new Verdict.Unknown("")).size());
    assertEquals(1, after(new Verdict.Unavailable("")).size());
    assertEquals(1, after(new Verdict.Overloaded("")).size());
  }

  @Test
  void aDenialNamesWhatTheNearestRuleLacks() {
    Rules rules =
        new Rules(
            List.of(
                rule("far", "db", Map.of("a", "1", "b", "2")),
                rule("near", "db", Map.of("b", "2")),
                rule("else", "web", Map.of())));
    Subject subject = new Subject(IDENTITY, "ci", "db", "tls");
    String next = NextSteps.after(Evaluation.of(rules, subject), "db");
    assertTrue(next.contains("rule \"near\", which lacks b:"), next);
    String none =
        NextSteps.after(Evaluation.of(rules, new Subject(IDENTITY, "ci", "x", "tls")), "x");
    assertTrue(none.contains("add a [[rule]] with to = [\"x\"]"), none);
  }

  @Test
  void theNearestRuleIsTheOneThatTheAuditNames() {
    Rules rules =
        new Rules(
            List.of(
                rule("short", "db", Map.of("a", "9")),
                rule("long", "db", Map.of("a", "1", "b", "2", "c", "3", "d", "4"))));
    Identity job =
        new Identity("iss", "sub", Claims.of(Map.of("a", "1", "b", "2")), Map.of(), Instant.MAX);
    Subject subject = new Subject(job, "ci", "db", "tls");
    assertTrue(rules.nearest(subject).contains("\"long\", misses c, d"), rules.nearest(subject));
    String next = NextSteps.after(Evaluation.of(rules, subject), "db");
    assertTrue(next.contains("rule \"long\", which lacks c, d:"), next);
  }

  private static RuleSettings rule(String name, String target, Map<String, String> when) {
    RuleSettings said = RuleSettings.named(name).to(List.of(target));
    for (var condition : new TreeMap<>(when).entrySet()) {
      said = said.when(condition.getKey(), condition.getValue());
    }
    return said;
  }
}
