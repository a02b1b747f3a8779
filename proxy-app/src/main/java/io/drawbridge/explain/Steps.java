// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.explain;

import io.drawbridge.auth.Check;
import io.drawbridge.auth.Decision;
import io.drawbridge.auth.Identity;
import io.drawbridge.auth.Limits;
import io.drawbridge.auth.Liveness;
import io.drawbridge.explain.Explanation.Outcome;
import io.drawbridge.explain.Explanation.Step;
import io.drawbridge.identify.Examined;
import io.drawbridge.identify.Verdict;
import io.drawbridge.policy.Presented;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/** Puts the steps of an inspection in words, for operators: they tell the rules' content. */
final class Steps {
  private Steps() {}

  /** What the authenticators looked at, one after the other. */
  static void examined(List<Examined> examined, List<Step> steps) {
    for (Examined each : examined) {
      if (each.verdict() instanceof Verdict.Unknown) {
        steps.add(new Step(Outcome.NOTE, 0, "auth." + each.authenticator() + passedOn(each)));
      } else if (!each.checks().isEmpty() || each.trouble().isPresent()) {
        String what = each.companion() ? "authentication of the companion " : "authentication by ";
        steps.add(new Step(Outcome.NOTE, 0, what + each.authenticator()));
        each.trouble().ifPresent(text -> steps.add(new Step(Outcome.NOTE, 1, text)));
        each.checks().forEach(check -> steps.add(step(check)));
      }
    }
  }

  private static String passedOn(Examined each) {
    return (each.companion() ? " passes the companion on" : " passes it on")
        + each.checks().stream()
            .filter(check -> check.outcome() == Check.Outcome.FAILED)
            .findFirst()
            .map(check -> ": " + check.name() + ": " + check.detail())
            .orElse("");
  }

  private static Step step(Check check) {
    Outcome outcome =
        switch (check.outcome()) {
          case PASSED -> Outcome.HELD;
          case FAILED -> Outcome.FAILED;
          case NOT_REACHED -> Outcome.SKIPPED;
          case NOTED -> Outcome.NOTE;
        };
    return new Step(outcome, 1, check.name() + ": " + check.detail());
  }

  /** What the authenticators answered. */
  static void authentication(Verdict verdict, List<Step> steps) {
    switch (verdict) {
      case Verdict.Verified(var name, var identity, var liveness, var _) -> {
        String who = identity.principal() + labels(identity) + until(identity);
        steps.add(new Step(Outcome.HELD, 0, "auth." + name + " verified " + who));
        if (liveness == Liveness.UNTRACKED) {
          steps.add(new Step(Outcome.NOTE, 1, "nobody can be asked whether its job still runs"));
        }
      }
      case Verdict.Rejected(var name, var reason, var explanation, var _) ->
          failed(steps, "auth." + name + " rejected it: " + reason + ": " + explanation);
      case Verdict.Unknown(var explanation) -> failed(steps, explanation);
      case Verdict.Unavailable(var explanation) ->
          failed(steps, "cannot be verified now: " + explanation);
      case Verdict.Overloaded(var explanation) -> failed(steps, explanation);
    }
  }

  private static void failed(List<Step> steps, String text) {
    steps.add(new Step(Outcome.FAILED, 0, text));
  }

  private static String until(Identity identity) {
    Instant end = identity.expiresAt();
    return end.equals(Instant.MAX) ? "" : ", until " + end.truncatedTo(ChronoUnit.SECONDS);
  }

  /** How one rule fared, condition by condition. */
  static void trace(Evaluation.OfRule rule, boolean decided, List<Step> steps) {
    String name = (rule.rule().shadow() ? "shadow rule \"" : "rule \"") + rule.rule().name() + "\"";
    if (decided) {
      steps.add(new Step(Outcome.NOTE, 1, name + " is not reached: an earlier one decided"));
      return;
    }
    steps.add(new Step(rule.held() ? Outcome.HELD : Outcome.FAILED, 1, name));
    if (!rule.auth()) {
      steps.add(new Step(Outcome.FAILED, 2, "is about identities of another authenticator"));
    }
    for (Evaluation.OfCondition condition : rule.conditions()) {
      steps.add(
          new Step(
              condition.held() ? Outcome.HELD : Outcome.FAILED,
              2,
              condition.key()
                  + " must be "
                  + condition.condition().text()
                  + "; it is "
                  + Presented.text(condition.presented())));
    }
  }

  /** What was decided, and by whom. */
  static Step decision(Decision decision, String who) {
    return switch (decision) {
      case Decision.Granted(var grant) ->
          new Step(
              Outcome.HELD,
              0,
              who + " grant it by \"" + grant.rule() + "\"" + limits(grant.limits()));
      case Decision.Denied(var rule, var explanation) ->
          new Step(
              Outcome.FAILED,
              0,
              who
                  + " deny it"
                  + (rule.isEmpty() ? "" : " by \"" + rule + "\"")
                  + ": "
                  + explanation);
      case Decision.Unavailable(var explanation) ->
          new Step(Outcome.FAILED, 0, who + " cannot decide: " + explanation);
    };
  }

  private static String labels(Identity identity) {
    List<String> facts = new ArrayList<>();
    identity.labels().forEach((name, value) -> facts.add(name + " " + value));
    return facts.isEmpty() ? "" : " (" + String.join(", ", facts) + ")";
  }

  private static String limits(Limits limits) {
    return limits.equals(Limits.NONE) ? "" : ", within limits of its own";
  }
}
