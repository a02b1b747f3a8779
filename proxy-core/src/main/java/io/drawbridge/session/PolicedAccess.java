// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.session;

import io.drawbridge.auth.Credentials;
import io.drawbridge.auth.Decision;
import io.drawbridge.auth.Grant;
import io.drawbridge.auth.Liveness;
import io.drawbridge.auth.Peer;
import io.drawbridge.identify.Authenticators;
import io.drawbridge.identify.Verdict;
import io.drawbridge.liveness.LivenessPolls;
import io.drawbridge.liveness.LivenessPolls.Watch;
import io.drawbridge.loop.Deadline;
import io.drawbridge.observe.CloseReason;
import io.drawbridge.observe.Refusal;
import io.drawbridge.observe.RefusedException;
import io.drawbridge.observe.ShadowDecision;
import io.drawbridge.policy.Authorizers;
import io.drawbridge.policy.Rules;
import io.drawbridge.policy.Subject;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The gateway's side: authenticators, rules, authorizers and liveness decide.
 *
 * @param authenticators who says who it is
 * @param rules the built-in rules; empty if there is none, and then the authorizers alone decide
 * @param authorizers the external ones
 * @param polls who asks whether jobs run
 */
public record PolicedAccess(
    Authenticators authenticators,
    Optional<Rules> rules,
    Authorizers authorizers,
    LivenessPolls polls)
    implements Access {
  private static final Rules NONE = new Rules(List.of());

  @Override
  public Verdict.Verified authenticate(Credentials presented, Peer peer, Deadline deadline)
      throws RefusedException, InterruptedException {
    return switch (authenticators.authenticate(presented, peer, deadline)) {
      case Verdict.Verified verified -> verified;
      case Verdict.Rejected(var name, var reason, var explanation, var claimed) ->
          throw new RefusedException(
              Refusal.UNAUTHENTICATED,
              explanation,
              name + ": " + reason + ": " + explanation,
              claimed);
      case Verdict.Unknown(var explanation) ->
          throw new RefusedException(Refusal.UNAUTHENTICATED, explanation);
      case Verdict.Unavailable(var explanation) ->
          throw new RefusedException(
              Refusal.AUTHORITY_UNAVAILABLE,
              "who you are cannot be verified now; try again",
              explanation);
      case Verdict.Overloaded(var explanation) ->
          throw new RefusedException(
              Refusal.OVERLOADED,
              "too many credentials are being verified; try again",
              explanation);
    };
  }

  @Override
  public Grant authorize(
      Verdict.Verified who, String target, Optional<String> missing, Peer peer, Deadline deadline)
      throws RefusedException, InterruptedException {
    // Also of what the rules deny: its time, or that it is away, would else tell what they grant.
    Decision further = authorizers.authorize(who.identity(), target, peer, deadline);
    boolean decided = !(further instanceof Decision.Unavailable);
    Decision ruled =
        decided && rules.isPresent() ? ruled(rules.get(), subject(who, target, peer)) : further;
    if (decided && missing.isPresent()) {
      throw denied(who, missing.get());
    }
    Grant grant = granted(who, ruled);
    Grant also = granted(who, further);
    String rule = grant.rule().isEmpty() ? also.rule() : grant.rule();
    if (rule.isEmpty()) {
      // Nobody decided: else a gateway with neither rules nor authorizers would let all in.
      throw denied(who, denial(who));
    }
    return new Grant(rule, grant.limits().tightest(also.limits()));
  }

  /** What they are told, whatever the target and whether there is one. */
  String denial(Verdict.Verified who) {
    return rules.orElse(NONE).denial(who.identity().claims());
  }

  @Override
  public Optional<ShadowDecision> shadow(Verdict.Verified who, String target, Peer peer) {
    return rules.flatMap(inForce -> inForce.shadow(subject(who, target, peer)));
  }

  private RefusedException denied(Verdict.Verified who, String detail) {
    return new RefusedException(Refusal.DENIED, denial(who), detail);
  }

  private static Subject subject(Verdict.Verified who, String target, Peer peer) {
    return new Subject(who.identity(), who.authenticator(), target, peer.listener());
  }

  /**
   * The grant, if it is one. Why it is none is for the audit alone: whoever heard words about a
   * target that exists would know which names are targets.
   */
  private Grant granted(Verdict.Verified who, Decision decision) throws RefusedException {
    return switch (decision) {
      case Decision.Granted(Grant grant) -> grant;
      case Decision.Denied(String rule, String explanation) ->
          throw denied(who, rule.isEmpty() ? explanation : "rule " + rule + ": " + explanation);
      case Decision.Unavailable(String explanation) ->
          throw new RefusedException(
              Refusal.AUTHORITY_UNAVAILABLE,
              "whether you may reach this cannot be decided now; try again",
              explanation);
    };
  }

  private static Decision ruled(Rules inForce, Subject subject) {
    return inForce.decide(subject) instanceof Decision.Granted granted
        ? granted
        : new Decision.Denied("", "no rule grants this: " + inForce.nearest(subject));
  }

  @Override
  public void requireAlive(Verdict.Verified who, Deadline deadline)
      throws RefusedException, InterruptedException {
    if (!who.tracked()) {
      return;
    }
    Liveness.State state =
        polls.first(who.authenticator(), who.identity().principal(), who.liveness(), deadline);
    switch (state) {
      case RUNNING -> {}
      case ENDING -> throw new RefusedException(Refusal.JOB_ENDED, "the job is being cancelled");
      case ENDED -> throw new RefusedException(Refusal.JOB_ENDED, "the job has ended");
      case UNKNOWN ->
          throw new RefusedException(
              Refusal.AUTHORITY_UNAVAILABLE,
              "whether the job still runs cannot be told now; try again, and if it stays so ask the"
                  + " gateway's operator, whose log says why",
              "the state of job " + who.liveness().key() + " is unknown");
    }
  }

  @Override
  public Watch watch(Verdict.Verified who, Consumer<CloseReason> over) {
    return polls.watch(who.authenticator(), who.liveness(), over);
  }

  @Override
  public List<String> problems() {
    return Stream.concat(authenticators.problems().stream(), polls.problems().stream()).toList();
  }
}
