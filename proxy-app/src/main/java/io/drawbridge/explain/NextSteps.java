// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.explain;

import io.drawbridge.auth.Authentication.Reason;
import io.drawbridge.auth.Claims;
import io.drawbridge.identify.Authenticators;
import io.drawbridge.identify.Examined;
import io.drawbridge.identify.Verdict;
import io.drawbridge.policy.Nearest;
import io.drawbridge.policy.Presented;
import java.util.ArrayList;
import java.util.List;

/** What to do about a refusal: one sentence for each way of being refused. */
final class NextSteps {
  private NextSteps() {}

  /** After the authenticators' answers: their own words first; nothing if they verified. */
  static List<String> after(Authenticators.Explained explained) {
    List<String> own =
        explained.examined().stream()
            .filter(each -> concerns(each, explained.verdict()))
            .flatMap(each -> each.next().stream())
            .toList();
    return switch (explained.verdict()) {
      case Verdict.Verified _ -> List.of();
      case Verdict.Rejected(var name, var reason, var _, var claimed) ->
          own.isEmpty()
              ? List.of(
                  explained
                      .missing()
                      .map(NextSteps::withCompanion)
                      .orElseGet(() -> after(reason, "auth." + name, claimed)))
              : own;
      case Verdict.Unknown _ ->
          and(
              own,
              "no authenticator takes a token of this kind: see that the whole token was read, and"
                  + " that an [auth] table is for its issuer");
      case Verdict.Unavailable _ ->
          and(
              own,
              "try it again on the gateway's own machine; if it stays so, see that the issuer's"
                  + " address can be reached from there and its certificate is trusted");
      case Verdict.Overloaded _ -> and(own, "try again");
    };
  }

  private static String withCompanion(String name) {
    return "hand the companion over as well: explain --companion-file " + name + "=FILE";
  }

  /**
   * Whether an authenticator has a part in a refusal: one that verified needs nothing done. One may
   * be asked twice, about the main credential and about the companion of its name; where it rejects
   * the companion, its words about the other are beside the point.
   */
  private static boolean concerns(Examined each, Verdict all) {
    return switch (all) {
      case Verdict.Rejected rejected ->
          each.authenticator().equals(rejected.authenticator())
              && (each.verdict() instanceof Verdict.Rejected
                  || (each.companion() && each.verdict() instanceof Verdict.Unknown));
      case Verdict.Verified _ -> false;
      case Verdict.Unknown _, Verdict.Unavailable _, Verdict.Overloaded _ ->
          !(each.verdict() instanceof Verdict.Verified)
              && (all instanceof Verdict.Unknown || !(each.verdict() instanceof Verdict.Unknown));
    };
  }

  private static List<String> and(List<String> own, String general) {
    List<String> all = new ArrayList<>(own);
    all.add(general);
    return all;
  }

  /** Where the authenticator has no words of its own. */
  private static String after(Reason reason, String auth, Claims claimed) {
    return switch (reason) {
      case MALFORMED -> "hand over the credential itself, whole and without quotes";
      case EXPIRED ->
          "take a fresh one; if this one should still live, compare the clock of this machine with"
              + " the issuer's";
      case NOT_YET_VALID -> "compare the clock of this machine with the issuer's";
      case WRONG_ISSUER ->
          "compare iss (%s) with issuer of [%s], letter by letter"
              .formatted(said(claimed, "iss"), auth);
      case WRONG_AUDIENCE ->
          "ask for one with the audience that [%s] demands; this one is for %s"
              .formatted(auth, said(claimed, "aud"));
      case UNKNOWN_KEY ->
          "take a fresh one; if that is refused, too, see that ["
              + auth
              + "] has the keys of whoever issued it";
      case BAD_SIGNATURE ->
          "take a fresh one and hand it over unchanged; if that is refused, too, ["
              + auth
              + "] has keys that are not the issuer's";
      case MISSING_CLAIM ->
          "use a credential of the kind that ["
              + auth
              + "] is for: what it lacks is in each of them";
      case WRONG_PURPOSE ->
          "use the credential that was made for this gateway, not one made for something else";
      case FORK -> "run the pipeline in the parent project, not in a fork";
      case REVOKED -> "it has been withdrawn: ask for a new one";
      case OTHER -> "what the authenticator says above is all that is known";
    };
  }

  private static String said(Claims claimed, String name) {
    return Presented.text(claimed.get(name));
  }

  /** After a denial by the rules: of those about the target, what the nearest lacks. */
  static String after(Evaluation evaluation, String target) {
    if (evaluation.nearest().isEmpty()) {
      return "no rule names " + target + ": add a [[rule]] with to = [\"" + target + "\"]";
    }
    Nearest nearest = evaluation.nearest().get();
    String name = "rule \"" + nearest.rule() + "\"";
    if (nearest.missed().equals(List.of("auth"))) {
      return name + " is about identities of another authenticator: see its auth";
    }
    return "the nearest is %s, which lacks %s: run the job so that it fits, or change the rule"
        .formatted(name, String.join(", ", nearest.missed()));
  }
}
