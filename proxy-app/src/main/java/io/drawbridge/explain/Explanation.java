// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.explain;

import io.drawbridge.auth.Check;
import io.drawbridge.auth.Check.Outcome;
import io.drawbridge.auth.Decision;
import io.drawbridge.auth.Identity;
import io.drawbridge.auth.Limits;
import io.drawbridge.auth.Liveness;
import io.drawbridge.identify.Examined;
import io.drawbridge.identify.Verdict;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Why credentials would be let in or refused, step by step, in words for operators: they tell the
 * rules' content. Not safe for concurrent use.
 */
final class Explanation {
  /** One step, and how far it is indented. */
  record Step(Outcome outcome, int depth, String text) {}

  private final List<Step> steps = new ArrayList<>();
  private final List<String> next = new ArrayList<>();
  private boolean granted;

  List<Step> steps() {
    return List.copyOf(steps);
  }

  /** What to do about a refusal, a sentence each, the first thing first. */
  List<String> next() {
    return List.copyOf(next);
  }

  /** Whether a session would be granted, if its job runs and its target answers. */
  boolean granted() {
    return granted;
  }

  void add(Outcome outcome, int depth, String text) {
    steps.add(new Step(outcome, depth, text));
  }

  void next(String sentence) {
    next.add(sentence);
  }

  Explanation ended(boolean grants) {
    granted = grants;
    return this;
  }

  void examined(List<Examined> examined) {
    for (Examined each : examined) {
      if (each.verdict() instanceof Verdict.Unknown) {
        add(Outcome.NOTED, 0, "auth." + each.authenticator() + passedOn(each));
      } else if (!each.checks().isEmpty() || each.trouble().isPresent()) {
        String what = each.companion() ? "authentication of the companion " : "authentication by ";
        add(Outcome.NOTED, 0, what + each.authenticator());
        each.trouble().ifPresent(text -> add(Outcome.NOTED, 1, text));
        each.checks().forEach(this::check);
      }
    }
  }

  private static String passedOn(Examined each) {
    return (each.companion() ? " passes the companion on" : " passes it on")
        + each.checks().stream()
            .filter(check -> check.outcome() == Outcome.FAILED)
            .findFirst()
            .map(check -> ": " + check.name() + ": " + check.detail())
            .orElse("");
  }

  private void check(Check check) {
    add(check.outcome(), 1, check.name() + ": " + check.detail());
  }

  void authentication(Verdict verdict) {
    switch (verdict) {
      case Verdict.Verified(var name, var identity, var liveness, var _) -> {
        String who = identity.principal() + labels(identity) + until(identity);
        add(Outcome.PASSED, 0, "auth." + name + " verified " + who);
        if (liveness == Liveness.UNTRACKED) {
          add(Outcome.NOTED, 1, "nobody can be asked whether its job still runs");
        }
      }
      case Verdict.Rejected(var name, var reason, var explanation, var _) ->
          failed("auth." + name + " rejected it: " + reason + ": " + explanation);
      case Verdict.Unknown(var explanation) -> failed(explanation);
      case Verdict.Unavailable(var explanation) -> failed("cannot be verified now: " + explanation);
      case Verdict.Overloaded(var explanation) -> failed(explanation);
    }
  }

  private void failed(String text) {
    add(Outcome.FAILED, 0, text);
  }

  private static String until(Identity identity) {
    Instant end = identity.expiresAt();
    return end.equals(Instant.MAX) ? "" : ", until " + end.truncatedTo(ChronoUnit.SECONDS);
  }

  void trace(Evaluation.OfRule rule, boolean decided) {
    String name = (rule.rule().shadow() ? "shadow rule \"" : "rule \"") + rule.rule().name() + "\"";
    if (decided) {
      add(Outcome.NOTED, 1, name + " is not reached: an earlier one decided");
      return;
    }
    add(rule.held() ? Outcome.PASSED : Outcome.FAILED, 1, name);
    if (!rule.auth()) {
      add(Outcome.FAILED, 2, "is about identities of another authenticator");
    }
    for (Evaluation.OfCondition condition : rule.conditions()) {
      add(condition.held() ? Outcome.PASSED : Outcome.FAILED, 2, condition.text());
    }
  }

  void decision(Decision decision, String who) {
    switch (decision) {
      case Decision.Granted(var grant) ->
          add(
              Outcome.PASSED,
              0,
              who + " grant it by \"" + grant.rule() + "\"" + limits(grant.limits()));
      case Decision.Denied(var rule, var explanation) ->
          failed(
              who
                  + " deny it"
                  + (rule.isEmpty() ? "" : " by \"" + rule + "\"")
                  + ": "
                  + explanation);
      case Decision.Unavailable(var explanation) -> failed(who + " cannot decide: " + explanation);
    }
  }

  private static String labels(Identity identity) {
    return identity.labels().isEmpty()
        ? ""
        : identity.labels().entrySet().stream()
            .map(label -> label.getKey() + " " + label.getValue())
            .collect(Collectors.joining(", ", " (", ")"));
  }

  private static String limits(Limits limits) {
    return limits.equals(Limits.NONE) ? "" : ", within limits of its own";
  }
}
