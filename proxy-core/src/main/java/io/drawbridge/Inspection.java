// SPDX-License-Identifier: Apache-2.0
package io.drawbridge;

import io.drawbridge.auth.Claims;
import io.drawbridge.auth.Credentials;
import io.drawbridge.auth.Decision;
import io.drawbridge.auth.Identity;
import io.drawbridge.auth.InvalidSettingsException;
import io.drawbridge.auth.Limits;
import io.drawbridge.auth.Peer;
import io.drawbridge.loop.Deadline;
import io.drawbridge.observe.RefusedException;
import io.drawbridge.plugin.PluginObserver;
import io.drawbridge.plugin.Verdict;
import io.drawbridge.policy.Evaluation;
import io.drawbridge.policy.Presented;
import io.drawbridge.policy.Rules;
import io.drawbridge.policy.Subject;
import io.drawbridge.target.Targets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Why credentials would be let in or refused, step by step. Serves nobody: nothing is bound,
 * dialled or recorded, and the job is not asked for. For operators: it tells the rules' content.
 */
public final class Inspection implements AutoCloseable {
  private static final Duration ENOUGH = Duration.ofSeconds(30);

  private final ProxyBuilder from;
  private final Targets targets;
  private final Optional<Rules> rules;
  private final PluginObjects objects;

  private Inspection(
      ProxyBuilder from, Targets targets, Optional<Rules> rules, PluginObjects objects) {
    this.from = from;
    this.targets = targets;
    this.rules = rules;
    this.objects = objects;
  }

  static Inspection of(ProxyBuilder from) throws InvalidSettingsException {
    Targets targets = Parts.targets(from);
    Optional<Rules> rules = Parts.rules(from, targets);
    Parts.requireDecider(from);
    return new Inspection(from, targets, rules, PluginObjects.create(from, PluginObserver.NONE));
  }

  /** How a step went. */
  public enum Outcome {
    /** It held. */
    HELD,
    /** It did not. */
    FAILED,
    /** Neither: something to know. */
    NOTE
  }

  /**
   * One step.
   *
   * @param outcome how it went
   * @param depth how far it is indented
   * @param text what it is
   */
  public record Step(Outcome outcome, int depth, String text) {}

  /**
   * The answer.
   *
   * @param granted whether a session would be granted, if its job runs and its target answers
   * @param steps how that came to be
   */
  public record Explanation(boolean granted, List<Step> steps) {}

  /** Explains what would be decided about credentials presented on a listener. */
  public Explanation explain(Credentials presented, String target, Peer peer)
      throws InterruptedException {
    List<Step> steps = new ArrayList<>();
    Deadline deadline = Deadline.after(ENOUGH);
    Verdict verdict = objects.authenticators().authenticate(presented, peer, deadline);
    steps.add(authentication(verdict));
    boolean known = targets.find(target).isPresent();
    steps.add(
        new Step(
            known ? Outcome.HELD : Outcome.FAILED,
            0,
            known ? "target " + target + " is configured" : "no target is called " + target));
    boolean granted = decide(verdict, target, peer, deadline, steps) && known;
    return new Explanation(granted && verdict instanceof Verdict.Verified, List.copyOf(steps));
  }

  private static Step authentication(Verdict verdict) {
    return switch (verdict) {
      case Verdict.Verified(var name, var identity, var _) ->
          new Step(
              Outcome.HELD,
              0,
              "auth." + name + " verified " + identity.principal() + " " + identity.labels());
      case Verdict.Rejected(var name, var reason, var explanation, var _) ->
          new Step(
              Outcome.FAILED, 0, "auth." + name + " rejected it: " + reason + ": " + explanation);
      case Verdict.Unknown(var explanation) -> new Step(Outcome.FAILED, 0, explanation);
      case Verdict.Unavailable(var explanation) ->
          new Step(Outcome.FAILED, 0, "cannot be verified now: " + explanation);
      case Verdict.Overloaded(var explanation) -> new Step(Outcome.FAILED, 0, explanation);
    };
  }

  private boolean decide(
      Verdict verdict, String target, Peer peer, Deadline deadline, List<Step> steps)
      throws InterruptedException {
    Identity identity;
    String authenticator;
    switch (verdict) {
      case Verdict.Verified(var name, var verified, var _) -> {
        identity = verified;
        authenticator = name;
      }
      case Verdict.Rejected(var name, var _, var _, var claimed)
          when !claimed.names().isEmpty() -> {
        steps.add(new Step(Outcome.NOTE, 0, "had its claims been verified, the rules would say:"));
        identity = supposed(claimed);
        authenticator = name;
      }
      case Verdict.Rejected _, Verdict.Unknown _, Verdict.Unavailable _, Verdict.Overloaded _ -> {
        return false;
      }
    }
    boolean granted = byRules(new Subject(identity, authenticator, target, peer.listener()), steps);
    if (!from.authorizers.isEmpty() && verdict instanceof Verdict.Verified) {
      granted &= byAuthorizers(identity, target, peer, deadline, steps);
    }
    return granted;
  }

  private boolean byAuthorizers(
      Identity identity, String target, Peer peer, Deadline deadline, List<Step> steps)
      throws InterruptedException {
    try {
      Decision decision = objects.authorizers().authorize(identity, target, peer, deadline);
      steps.add(decision(decision, "the authorizers"));
      return decision instanceof Decision.Granted;
    } catch (RefusedException e) {
      steps.add(new Step(Outcome.FAILED, 0, e.detail()));
      return false;
    }
  }

  private boolean byRules(Subject subject, List<Step> steps) {
    if (rules.isEmpty()) {
      return true;
    }
    Evaluation evaluation = rules.get().explain(subject);
    boolean decided = false;
    for (Evaluation.OfRule rule : evaluation.rules()) {
      if (rule.target()) {
        trace(rule, decided, steps);
        decided |= rule.held();
      }
    }
    steps.add(decision(evaluation.decision(), "the rules"));
    return evaluation.decision() instanceof Decision.Granted;
  }

  private static void trace(Evaluation.OfRule rule, boolean decided, List<Step> steps) {
    String name = "rule \"" + rule.rule().name() + "\"";
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

  private static Step decision(Decision decision, String who) {
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

  private static String limits(Limits limits) {
    return limits.equals(Limits.NONE) ? "" : ", within limits of its own";
  }

  private static Identity supposed(Claims claimed) {
    String issuer =
        claimed.get("iss") instanceof Claims.Value.Scalar(String text) ? text : "unverified";
    String subject =
        claimed.get("sub") instanceof Claims.Value.Scalar(String text) ? text : "unverified";
    return new Identity(issuer, subject, claimed, Map.of(), Instant.MAX);
  }

  /** Closes the plugins. */
  @Override
  public void close() {
    objects.close();
  }
}
