// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.explain;

import io.drawbridge.auth.Advice;
import io.drawbridge.auth.Check.Outcome;
import io.drawbridge.auth.Claims;
import io.drawbridge.auth.Credentials;
import io.drawbridge.auth.Decision;
import io.drawbridge.auth.Identity;
import io.drawbridge.auth.InvalidSettingsException;
import io.drawbridge.auth.Peer;
import io.drawbridge.guard.PluginObserver;
import io.drawbridge.identify.Authenticators;
import io.drawbridge.identify.Examined;
import io.drawbridge.identify.Verdict;
import io.drawbridge.loop.Deadline;
import io.drawbridge.observe.RefusedException;
import io.drawbridge.policy.Rules;
import io.drawbridge.policy.Subject;
import io.drawbridge.session.Frontend;
import io.drawbridge.settings.ListenerSettings;
import io.drawbridge.settings.ProxySettings;
import io.drawbridge.settings.SettingException;
import io.drawbridge.upstream.Targets;
import io.drawbridge.wiring.Descriptors;
import io.drawbridge.wiring.PluginObjects;
import io.drawbridge.wiring.Surroundings;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Why credentials would be let in or refused, step by step. Serves nobody: nothing is bound,
 * dialled or recorded, and the job is not asked for. For operators: it tells the rules' content.
 */
record Inspection(
    ProxySettings settings, Targets targets, Optional<Rules> rules, PluginObjects objects)
    implements AutoCloseable {
  private static final Duration ENOUGH = Duration.ofSeconds(30);
  private static final Duration PATIENCE = Duration.ofSeconds(8);
  private static final Duration PAUSE = Duration.ofMillis(200);

  /** Makes the plugins and the rules, and nothing else. */
  static Inspection of(ProxySettings settings, Surroundings surroundings)
      throws InvalidSettingsException {
    try {
      settings.check();
      Targets targets = Targets.of(settings);
      Optional<Rules> rules = Rules.of(settings.rules());
      return new Inspection(
          settings,
          targets,
          rules,
          PluginObjects.create(settings, surroundings, PluginObserver.NONE));
    } catch (SettingException e) {
      throw new InvalidSettingsException(e.getMessage());
    }
  }

  /** The names of the listeners, and whether each is encrypted. */
  Map<String, Boolean> listeners() {
    Map<String, Boolean> listeners = new LinkedHashMap<>();
    settings.listeners().forEach(each -> listeners.put(each.name(), each.tls().isPresent()));
    return listeners;
  }

  /** Checks what only a start needs: usable certificates and keys, limits that can be kept. */
  void requireStartable() throws InvalidSettingsException, IOException {
    for (ListenerSettings each : settings.listeners()) {
      Frontend.of(each);
    }
    try {
      Descriptors.admission(settings.admission(), settings.relay());
    } catch (SettingException e) {
      throw new InvalidSettingsException(e.getMessage());
    }
  }

  /** What each authenticator advises about the configuration, by its name. */
  Map<String, Advice> advice() throws InterruptedException {
    return objects.authenticators().advice(Deadline.after(ENOUGH));
  }

  /** Explains what would be decided about credentials presented on a listener. */
  Explanation explain(Credentials presented, String target, Peer peer) throws InterruptedException {
    Explanation told = new Explanation();
    Deadline deadline = Deadline.after(ENOUGH);
    Authenticators.Explained explained = authenticate(presented, peer, deadline);
    Verdict verdict = explained.verdict();
    told.examined(explained.examined());
    told.authentication(verdict);
    NextSteps.after(explained).forEach(told::next);
    boolean known = targets.find(target).isPresent();
    if (known) {
      told.add(Outcome.PASSED, 0, "target " + target + " is configured");
    } else {
      told.add(Outcome.FAILED, 0, "no target is called " + target);
      told.next("the targets are: " + String.join(", ", settings.targetNames()));
    }
    Optional<Supposed> who = who(explained, presented, told);
    boolean granted = known && who.isPresent() && decide(who.get(), target, peer, deadline, told);
    return told.ended(granted && verdict instanceof Verdict.Verified);
  }

  /**
   * Asks again for a while if it cannot be told: the plugins are new, and fetch their issuers' keys
   * just now.
   */
  private Authenticators.Explained authenticate(Credentials presented, Peer peer, Deadline deadline)
      throws InterruptedException {
    Deadline patience = deadline.within(PATIENCE);
    Authenticators.Explained explained =
        objects.authenticators().explain(presented, peer, deadline);
    while (explained.verdict() instanceof Verdict.Unavailable && !patience.passed()) {
      Thread.sleep(PAUSE);
      explained = objects.authenticators().explain(presented, peer, deadline);
    }
    return explained;
  }

  /** Whom the rules are asked about: who it is, or who it says it is. */
  private record Supposed(Identity identity, String authenticator, boolean verified) {}

  private Optional<Supposed> who(
      Authenticators.Explained explained, Credentials presented, Explanation told) {
    return switch (explained.verdict()) {
      case Verdict.Verified(var name, var identity, var _, var _) ->
          Optional.of(new Supposed(identity, name, true));
      case Verdict.Rejected rejected when isOneOfSeveral(rejected, explained, presented) -> {
        told.add(Outcome.NOTED, 0, "the rules are asked about both together once both verify");
        yield Optional.empty();
      }
      case Verdict.Rejected(var name, var _, var _, var claimed)
          when !claimed.names().isEmpty() -> {
        told.add(Outcome.NOTED, 0, "had its claims been verified, the rules would say:");
        yield Optional.of(new Supposed(supposed(claimed), name, false));
      }
      case Verdict.Rejected _, Verdict.Unknown _, Verdict.Unavailable _, Verdict.Overloaded _ ->
          Optional.empty();
    };
  }

  /**
   * Whether a credential was refused that is to prove an identity together with others: what it
   * claims alone is not whom the rules would be asked about. Where all that were looked at are
   * good, none of them was refused, and the verdict says what else is wrong.
   */
  private boolean isOneOfSeveral(
      Verdict.Rejected rejected, Authenticators.Explained explained, Credentials presented) {
    List<String> good =
        explained.examined().stream()
            .filter(each -> each.verdict() instanceof Verdict.Verified)
            .map(Examined::authenticator)
            .toList();
    boolean several =
        settings.authenticatorNames().stream()
            .anyMatch(name -> presented.companion(name).isPresent());
    return !good.contains(rejected.authenticator()) && (several || !good.isEmpty());
  }

  private boolean decide(
      Supposed who, String target, Peer peer, Deadline deadline, Explanation told)
      throws InterruptedException {
    Subject subject = new Subject(who.identity(), who.authenticator(), target, peer.listener());
    boolean granted = byRules(subject, target, told);
    if (settings.authorizers().isEmpty()) {
      return granted;
    }
    if (!who.verified()) {
      told.add(Outcome.NOTED, 0, "the authorizers are asked about verified claims only");
      return false;
    }
    return byAuthorizers(who.identity(), target, peer, deadline, told) && granted;
  }

  private boolean byAuthorizers(
      Identity identity, String target, Peer peer, Deadline deadline, Explanation told)
      throws InterruptedException {
    try {
      Decision decision = objects.authorizers().authorize(identity, target, peer, deadline);
      told.decision(decision, "the authorizers");
      return decision instanceof Decision.Granted;
    } catch (RefusedException e) {
      told.add(Outcome.FAILED, 0, e.detail());
      return false;
    }
  }

  private boolean byRules(Subject subject, String target, Explanation told) {
    if (rules.isEmpty()) {
      return true;
    }
    Evaluation evaluation = Evaluation.of(rules.get(), subject);
    boolean decided = false;
    for (Evaluation.OfRule rule : evaluation.rules()) {
      if (rule.target()) {
        told.trace(rule, decided);
        decided |= rule.held() && !rule.rule().shadow();
      }
    }
    told.decision(evaluation.decision(), "the rules");
    if (evaluation.decision() instanceof Decision.Granted) {
      return true;
    }
    told.next(NextSteps.after(evaluation, target));
    return false;
  }

  private static Identity supposed(Claims claimed) {
    String issuer =
        claimed.get("iss") instanceof Claims.Value.Scalar(String text) ? text : "unverified";
    String subject =
        claimed.get("sub") instanceof Claims.Value.Scalar(String text) ? text : "unverified";
    return new Identity(issuer, subject, claimed, Map.of(), Instant.MAX);
  }

  @Override
  public void close() {
    objects.close();
  }
}
