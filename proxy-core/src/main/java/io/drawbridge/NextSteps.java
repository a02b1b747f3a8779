// SPDX-License-Identifier: Apache-2.0
package io.drawbridge;

import io.drawbridge.auth.Authentication.Reason;
import io.drawbridge.auth.Claims;
import io.drawbridge.plugin.Verdict;
import io.drawbridge.policy.Evaluation;
import io.drawbridge.policy.Presented;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** What to do about a refusal: one sentence for each way of being refused. */
final class NextSteps {
  private NextSteps() {}

  /** After an authenticator's answer; empty if it verified. */
  static Optional<String> after(Verdict verdict) {
    return switch (verdict) {
      case Verdict.Verified _ -> Optional.empty();
      case Verdict.Rejected(var name, var reason, var _, var claimed) ->
          Optional.of(after(reason, "auth." + name, claimed));
      case Verdict.Unknown _ ->
          Optional.of(
              "no authenticator takes a token of this kind: see that the whole token was read, and"
                  + " that an [auth] table is for its issuer");
      case Verdict.Unavailable _ ->
          Optional.of(
              "try it again on the gateway's own machine; if it stays so, see that the issuer's"
                  + " address can be reached from there and its certificate is trusted");
      case Verdict.Overloaded _ -> Optional.of("try again");
    };
  }

  private static String after(Reason reason, String auth, Claims claimed) {
    return switch (reason) {
      case MALFORMED ->
          "hand over the token itself, whole and without quotes; in GitLab it is the value of the"
              + " variable declared with id_tokens:";
      case EXPIRED ->
          "take the token of a job that still runs (GitLab gives it the job's timeout to live, or"
              + " 5 minutes), or a secret that is not past its date; if it should still live,"
              + " compare the clocks";
      case NOT_YET_VALID -> "compare the clock of this machine with the issuer's";
      case WRONG_ISSUER ->
          "compare iss ("
              + said(claimed, "iss")
              + ") with issuer of ["
              + auth
              + "], letter by letter";
      case WRONG_AUDIENCE ->
          "declare the token with the audience that ["
              + auth
              + "] demands: id_tokens: { DRAWBRIDGE_TOKEN: { aud: AUDIENCE } }; this one is for "
              + said(claimed, "aud");
      case UNKNOWN_KEY ->
          "take a fresh token; if that is refused, too, see that ["
              + auth
              + "] reads the keys of the instance that issued it";
      case BAD_SIGNATURE ->
          "take a fresh token and hand it over unchanged; if that is refused, too, ["
              + auth
              + "] has keys that are not the issuer's";
      case MISSING_CLAIM -> "use the ID token of a CI job: what it lacks is in every one of them";
      case WRONG_PURPOSE ->
          "use the token that id_tokens: declares for the job, not one made for something else";
      case FORK ->
          "run the pipeline in the parent project, or set allow_forks in ["
              + auth
              + "] if code of strangers may reach the target";
      case REVOKED -> "it has been withdrawn: make a new one and replace the CI variable";
      case OTHER -> "what the authenticator says above is all that is known";
    };
  }

  private static String said(Claims claimed, String name) {
    return Presented.text(claimed.get(name));
  }

  /** After a denial by the rules: of those about the target, what the nearest lacks. */
  static String after(Evaluation evaluation, String target) {
    Optional<Evaluation.OfRule> nearest =
        evaluation.rules().stream()
            .filter(rule -> rule.target() && !rule.rule().shadow())
            .min(Comparator.comparingLong(NextSteps::lacks));
    if (nearest.isEmpty()) {
      return "no rule names " + target + ": add a [[rule]] with to = [\"" + target + "\"]";
    }
    Evaluation.OfRule rule = nearest.get();
    List<String> missing =
        rule.conditions().stream()
            .filter(condition -> !condition.held())
            .map(Evaluation.OfCondition::key)
            .toList();
    String name = "rule \"" + rule.rule().name() + "\"";
    if (missing.isEmpty()) {
      return name + " is about identities of another authenticator: see its auth";
    }
    return "the nearest is "
        + name
        + ", which lacks "
        + String.join(", ", missing)
        + ": run the job so that it fits, or change the rule";
  }

  private static long lacks(Evaluation.OfRule rule) {
    long conditions = rule.conditions().stream().filter(condition -> !condition.held()).count();
    return conditions + (rule.auth() ? 0 : 1_000);
  }
}
