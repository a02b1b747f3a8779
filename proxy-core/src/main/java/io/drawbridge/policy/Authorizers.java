// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.policy;

import io.drawbridge.auth.Authorizer;
import io.drawbridge.auth.Decision;
import io.drawbridge.auth.Grant;
import io.drawbridge.auth.Identity;
import io.drawbridge.auth.Limits;
import io.drawbridge.auth.Peer;
import io.drawbridge.guard.GuardedPlugin;
import io.drawbridge.guard.Outcome;
import io.drawbridge.guard.PluginInstance;
import io.drawbridge.guard.PluginLimits;
import io.drawbridge.guard.PluginObserver;
import io.drawbridge.guard.Redaction;
import io.drawbridge.guard.SourcePrefix;
import io.drawbridge.loop.Deadline;
import io.drawbridge.observe.Refusal;
import io.drawbridge.observe.RefusedException;
import java.util.List;

/**
 * All configured authorizers outside the gateway's own rules. All must grant; the tightest limits
 * win; the first that does not grant ends it. Safe for concurrent use.
 */
public final class Authorizers implements AutoCloseable {
  /** In characters: a sentence or two, one line of a log with all that stands around them. */
  private static final int MAX_TEXT = 300;

  private final List<GuardedPlugin<Authorizer>> guarded;

  /** Asks these, in this order. */
  public Authorizers(
      List<PluginInstance<Authorizer>> order, PluginLimits limits, PluginObserver observer) {
    guarded =
        order.stream()
            .map(made -> new GuardedPlugin<>(made, limits, System::nanoTime, observer))
            .toList();
  }

  /**
   * May the identity reach the target? Without any authorizer the answer is a grant of the rule
   * {@code ""} without limits: then the gateway's own rules decide alone.
   *
   * @return with several, the names of the rules are joined by {@code ", "}
   * @throws RefusedException {@link Refusal#OVERLOADED} if too many sessions wait for one of them
   * @throws InterruptedException if the calling thread is interrupted; the call in flight is too
   */
  public Decision authorize(Identity identity, String target, Peer peer, Deadline deadline)
      throws InterruptedException, RefusedException {
    String rules = "";
    Limits limits = Limits.NONE;
    for (GuardedPlugin<Authorizer> next : guarded) {
      Outcome<Decision> outcome =
          next.call(
              SourcePrefix.of(peer.address()),
              () -> next.object().authorize(identity, target, peer),
              deadline);
      switch (outcome) {
        case Outcome.Failed<Decision>(String explanation) -> {
          return new Decision.Unavailable(explanation);
        }
        case Outcome.Full<Decision>(String explanation) ->
            throw new RefusedException(Refusal.OVERLOADED, explanation);
        case Outcome.Answered<Decision>(Decision.Granted(Grant grant)) -> {
          String rule = Redaction.mask(grant.rule(), MAX_TEXT);
          rules = rules.isEmpty() ? rule : rules + ", " + rule;
          limits = limits.tightest(grant.limits());
        }
        case Outcome.Answered<Decision>(Decision.Denied(String rule, String explanation)) -> {
          return new Decision.Denied(
              Redaction.mask(rule, MAX_TEXT), Redaction.mask(explanation, MAX_TEXT));
        }
        case Outcome.Answered<Decision>(Decision.Unavailable(String explanation)) -> {
          return new Decision.Unavailable(Redaction.mask(explanation, MAX_TEXT));
        }
      }
    }
    return new Decision.Granted(new Grant(rules, limits));
  }

  /** Closes each when its last call has returned; waits for those not in use, a second at most. */
  @Override
  public void close() {
    guarded.forEach(GuardedPlugin::close);
  }
}
