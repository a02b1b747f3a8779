// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.identify;

import io.drawbridge.auth.Advice;
import io.drawbridge.auth.Authentication;
import io.drawbridge.auth.Authenticator;
import io.drawbridge.auth.Check;
import io.drawbridge.auth.Credentials;
import io.drawbridge.auth.Examination;
import io.drawbridge.auth.Liveness;
import io.drawbridge.auth.Peer;
import io.drawbridge.guard.BoundedCall;
import io.drawbridge.guard.Bulkhead;
import io.drawbridge.guard.GuardedPlugin;
import io.drawbridge.guard.Outcome;
import io.drawbridge.guard.Redaction;
import io.drawbridge.guard.SourcePrefix;
import io.drawbridge.liveness.TrackedLiveness;
import io.drawbridge.loop.Deadline;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;

/** An authenticator, and what keeps its faults to itself. Safe for concurrent use. */
final class GuardedAuthenticator {
  /** In characters: a sentence or two, one line of a log with all that stands around them. */
  private static final int MAX_EXPLANATION = 300;

  /** In characters: a check is named in a few words. */
  private static final int MAX_NAME = 40;

  /** Several times what the plugins here say; more would only flood the terminal of who asked. */
  private static final int MOST_CHECKS = 100;

  private static final int MOST_NEXT = 20;
  private static final int MOST_ADVICES = 100;
  private static final int MOST_DEMANDS = 20;

  private final Authenticator authenticator;
  private final GuardedPlugin<Authenticator> plugin;
  private final Bulkhead aside;
  private volatile Set<String> companions = Set.of();

  GuardedAuthenticator(GuardedPlugin<Authenticator> plugin) {
    this.authenticator = plugin.object();
    this.plugin = plugin;
    this.aside = new Bulkhead("plugin-aside-" + plugin.name(), 1, 1);
  }

  /**
   * Why it could let nobody in, as it says itself; what it said before if it does not answer. Asked
   * on a thread of its own: it neither waits behind sessions nor counts for quarantine.
   */
  Optional<String> trouble(Optional<String> before) throws InterruptedException {
    if (!plugin.acquire()) {
      return before;
    }
    BoundedCall<Optional<String>> call =
        new BoundedCall<>(
            null, () -> plugin.inContext(authenticator::trouble), _ -> plugin.release());
    if (!aside.offer(call) || !call.await(plugin.limit().toNanos()) && !aside.giveUp(call)) {
      plugin.release();
    }
    return Optional.ofNullable(call.value())
        .map(said -> said.map(why -> Redaction.mask(why, MAX_EXPLANATION)))
        .orElse(before);
  }

  /** Closes it when its last call has returned; waits at most a second. */
  void close() {
    aside.closeNow();
    plugin.close();
  }

  GuardedPlugin<Authenticator> plugin() {
    return plugin;
  }

  /** The companions that it reads; known once it has verified somebody. */
  Set<String> companions() {
    return companions;
  }

  String name() {
    return plugin.name();
  }

  Verdict authenticate(Credentials presented, Peer peer, Deadline deadline)
      throws InterruptedException {
    Callable<Examination> asking =
        () -> {
          Authentication answer = authenticator.authenticate(presented, peer);
          return answer == null ? null : Examination.of(answer);
        };
    return switch (call(asking, false, peer, deadline)) {
      case Outcome.Answered<Examined>(Examined examined) -> examined.verdict();
      case Outcome.Failed<Examined>(String explanation) -> new Verdict.Unavailable(explanation);
      case Outcome.Full<Examined>(String explanation) -> new Verdict.Overloaded(explanation);
    };
  }

  /**
   * Asks it for its checks, too; if that fails, for its answer alone.
   *
   * @param companion whether what is presented is the companion of its name
   */
  Examined examine(boolean companion, Credentials presented, Peer peer, Deadline deadline)
      throws InterruptedException {
    String trouble = "its checks cannot be shown: ";
    switch (call(() -> authenticator.examine(presented, peer), companion, peer, deadline)) {
      case Outcome.Answered<Examined>(Examined examined) -> {
        return examined;
      }
      case Outcome.Failed<Examined>(String explanation) -> trouble += explanation;
      case Outcome.Full<Examined>(String explanation) -> trouble += explanation;
    }
    Verdict alone = authenticate(presented, peer, deadline);
    return new Examined(name(), companion, alone, List.of(), List.of(), Optional.of(trouble));
  }

  private Outcome<Examined> call(
      Callable<Examination> asking, boolean companion, Peer peer, Deadline deadline)
      throws InterruptedException {
    return plugin.call(
        SourcePrefix.of(peer.address()),
        () -> {
          Examination answered = asking.call();
          return answered == null ? null : examined(answered, companion);
        },
        deadline);
  }

  /** What it advises about its configuration; if it fails to, that. */
  Advice advice(Deadline deadline) throws InterruptedException {
    return switch (plugin.call(null, () -> masked(authenticator.advice()), deadline)) {
      case Outcome.Answered<Advice>(Advice advice) -> advice;
      case Outcome.Failed<Advice>(String explanation) -> silent(explanation);
      case Outcome.Full<Advice>(String explanation) -> silent(explanation);
    };
  }

  /** On the pool thread: what it throws is the plugin's fault. */
  private static Advice masked(Advice advice) {
    return advice == null
        ? null
        : new Advice(
            masked(advice.settings(), MOST_ADVICES),
            advice.tracked(),
            advice.demands().stream()
                .limit(MOST_DEMANDS)
                .map(GuardedAuthenticator::masked)
                .toList(),
            advice.longestCheck());
  }

  private static Advice.Demand masked(Advice.Demand demand) {
    return new Advice.Demand(
        demand.about(),
        demand.measure(),
        demand.claims(),
        demand.companion(),
        Redaction.mask(demand.otherwise(), MAX_EXPLANATION));
  }

  private static List<String> masked(List<String> texts, int most) {
    return texts.stream().limit(most).map(text -> Redaction.mask(text, MAX_EXPLANATION)).toList();
  }

  private static Advice silent(String explanation) {
    String told = "its plugin gives no advice: " + explanation;
    return new Advice(List.of(told), true, List.of());
  }

  /** On the pool thread: what it throws is the plugin's fault. */
  private Examined examined(Examination answered, boolean companion) {
    List<Check> checks =
        answered.checks().stream().limit(MOST_CHECKS).map(GuardedAuthenticator::masked).toList();
    List<String> next = masked(answered.next(), MOST_NEXT);
    return new Examined(
        name(), companion, verdict(answered.answer()), checks, next, Optional.empty());
  }

  private static Check masked(Check check) {
    return new Check(
        Redaction.mask(check.name(), MAX_NAME),
        check.outcome(),
        Redaction.mask(check.detail(), MAX_EXPLANATION));
  }

  private Verdict verdict(Authentication answer) {
    return switch (answer) {
      case Authentication.Verified(var identity, var liveness, var reuse) -> {
        IdentityBounds.check(identity);
        Liveness guarded = TrackedLiveness.of(liveness, plugin);
        companions = Set.copyOf(authenticator.companions());
        yield new Verdict.Verified(name(), identity, guarded, reuse);
      }
      case Authentication.Rejected rejected ->
          new Verdict.Rejected(
              name(),
              rejected.reason(),
              Redaction.mask(rejected.explanation(), MAX_EXPLANATION),
              IdentityBounds.claimed(rejected));
      case Authentication.Unavailable(String explanation) ->
          new Verdict.Unavailable(Redaction.mask(explanation, MAX_EXPLANATION));
      case Authentication.NotMine _ -> new Verdict.Unknown("");
    };
  }
}
