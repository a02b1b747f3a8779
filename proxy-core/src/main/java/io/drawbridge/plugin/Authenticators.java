// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.plugin;

import io.drawbridge.auth.Advice;
import io.drawbridge.auth.Authentication;
import io.drawbridge.auth.Authenticator;
import io.drawbridge.auth.Credentials;
import io.drawbridge.auth.Liveness;
import io.drawbridge.auth.Peer;
import io.drawbridge.loop.Deadline;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * All configured authenticators, asked in order. The first that knows the credentials as its kind
 * ends the search. One that fails or cannot tell does not keep a later one from verifying; if none
 * does, its trouble is the answer. One that needs companions counts only with all of them. Safe for
 * concurrent use; one instance per configuration.
 */
public final class Authenticators implements AutoCloseable {
  private static final int MAX_EXPLANATION = 300;

  private final List<Guarded> guarded;
  private final PluginLimits limits;
  private final Ticker ticker;
  private final VerifiedMemory memory;
  private final Companions companions;

  /**
   * An authenticator of the configuration.
   *
   * @param name its name there
   * @param authenticator itself; closed with {@link Authenticators#close}
   * @param loader the context class loader for its calls
   */
  public record Named(String name, Authenticator authenticator, ClassLoader loader) {}

  private record Guarded(Authenticator authenticator, GuardedPlugin plugin) {
    String name() {
      return plugin.name();
    }
  }

  /** An answer that passed the checks, with its liveness wrapped. */
  private record Checked(Authentication answer, Liveness liveness) {}

  /** A verdict and for how long it may be remembered. */
  private record Asked(Verdict verdict, Duration reuse) {}

  /**
   * Asks these, in this order.
   *
   * @param companions by an authenticator's name those that must verify a companion of their name
   *     before its own answer counts
   */
  public Authenticators(
      List<Named> order,
      Map<String, List<String>> companions,
      PluginLimits limits,
      InstantSource clock,
      PluginObserver observer) {
    this(order, companions, limits, clock, observer, Ticker.SYSTEM);
  }

  Authenticators(
      List<Named> order,
      Map<String, List<String>> companions,
      PluginLimits limits,
      InstantSource clock,
      PluginObserver observer,
      Ticker ticker) {
    this.limits = limits;
    this.ticker = ticker;
    this.companions = new Companions(companions);
    memory = new VerifiedMemory(clock, ticker);
    guarded =
        order.stream()
            .map(
                named ->
                    new Guarded(
                        named.authenticator,
                        new GuardedPlugin(
                            named.name,
                            named.authenticator,
                            named.loader,
                            limits,
                            ticker,
                            observer)))
            .toList();
  }

  /**
   * Who presents these credentials? Blocks the calling thread; remembered credentials are answered
   * at once and without a plugin.
   *
   * @param deadline the session's; each authenticator also has its own
   * @throws InterruptedException if the calling thread is interrupted; the call in flight is too
   */
  public Verdict authenticate(Credentials presented, Peer peer, Deadline deadline)
      throws InterruptedException {
    if (presented.isEmpty()) {
      return new Verdict.Unknown(
          "no credentials were presented; send Proxy-Authorization: Bearer TOKEN, or Basic with the"
              + " token as the password");
    }
    Optional<Verdict.Verified> remembered = remembered(presented, peer);
    if (remembered.isPresent()) {
      return remembered.get();
    }
    Verdict trouble = null;
    for (Guarded next : guarded) {
      long began = ticker.nanos();
      Asked asked = withCompanions(next, presented, peer, deadline);
      switch (asked.verdict) {
        case Verdict.Verified verified -> {
          memory.put(memory.key(presented, peer, next.name()), verified, asked.reuse, began);
          return verified;
        }
        case Verdict.Rejected rejected -> {
          return trouble == null ? rejected : trouble;
        }
        case Verdict.Unavailable _, Verdict.Overloaded _ ->
            trouble = trouble == null ? asked.verdict : trouble;
        case Verdict.Unknown _ -> {
          // Not its kind; the next one is asked.
        }
      }
    }
    return trouble != null ? trouble : new Verdict.Unknown(StrangeToken.explain(presented));
  }

  private Optional<Verdict.Verified> remembered(Credentials presented, Peer peer) {
    for (Guarded next : guarded) {
      Optional<Verdict.Verified> hit = memory.find(memory.key(presented, peer, next.plugin.name()));
      if (hit.isPresent()) {
        return hit;
      }
    }
    return Optional.empty();
  }

  /** All that is presented must be genuine: what nobody verified must not look as if it were. */
  private Asked withCompanions(Guarded main, Credentials presented, Peer peer, Deadline deadline)
      throws InterruptedException {
    Asked all = ask(main, presented, peer, deadline);
    for (Guarded other : guarded) {
      if (!(all.verdict instanceof Verdict.Verified first)) {
        return all;
      }
      if (other == main || !companions.concerns(main.name(), other.name(), presented)) {
        continue;
      }
      Optional<Verdict.Rejected> fault = companions.fault(main.name(), other.name(), presented);
      if (fault.isPresent()) {
        return new Asked(fault.get(), Duration.ZERO);
      }
      Credentials alone = companions.alone(other.name(), presented, names());
      Asked second = ask(other, alone, peer, deadline);
      Duration reuse = all.reuse.compareTo(second.reuse) < 0 ? all.reuse : second.reuse;
      all = new Asked(Companions.joined(first, other.name(), second.verdict), reuse);
    }
    return all;
  }

  private List<String> names() {
    return guarded.stream().map(Guarded::name).toList();
  }

  private Asked ask(Guarded next, Credentials presented, Peer peer, Deadline deadline)
      throws InterruptedException {
    GuardedPlugin plugin = next.plugin;
    Outcome<Checked> outcome =
        plugin.call(
            () -> check(next.authenticator.authenticate(presented, peer), plugin),
            limits.authentication(),
            deadline);
    return switch (outcome) {
      case Outcome.Failed<Checked>(String explanation) ->
          new Asked(new Verdict.Unavailable(explanation), Duration.ZERO);
      case Outcome.Full<Checked>(String explanation) ->
          new Asked(new Verdict.Overloaded(explanation), Duration.ZERO);
      case Outcome.Answered<Checked>(Checked checked) ->
          new Asked(
              verdict(plugin.name(), checked),
              checked.answer instanceof Authentication.Verified verified
                  ? verified.reuse()
                  : Duration.ZERO);
    };
  }

  /** On the pool thread: what it throws is the plugin's fault. */
  private static Checked check(Authentication answer, GuardedPlugin plugin) {
    if (answer instanceof Authentication.Verified verified) {
      IdentityBounds.check(verified.identity());
      return new Checked(answer, GuardedLiveness.of(verified.liveness(), plugin));
    }
    return answer == null ? null : new Checked(answer, Liveness.UNTRACKED);
  }

  private Verdict verdict(String name, Checked checked) {
    return switch (checked.answer) {
      case Authentication.Verified verified ->
          new Verdict.Verified(
              name, Companions.own(name, verified.identity(), names()), checked.liveness);
      case Authentication.Rejected rejected ->
          new Verdict.Rejected(
              name,
              rejected.reason(),
              Redaction.mask(rejected.explanation(), MAX_EXPLANATION),
              IdentityBounds.claimed(rejected));
      case Authentication.Unavailable(String explanation) ->
          new Verdict.Unavailable(Redaction.mask(explanation, MAX_EXPLANATION));
      case Authentication.NotMine _ -> new Verdict.Unknown("");
    };
  }

  /**
   * What each advises about its configuration, by its name. One that fails to is told as that.
   *
   * @throws InterruptedException if the calling thread is interrupted
   */
  public Map<String, Advice> advice(Deadline deadline) throws InterruptedException {
    Map<String, Advice> all = new LinkedHashMap<>();
    for (Guarded next : guarded) {
      Outcome<Advice> outcome =
          next.plugin.call(next.authenticator::advice, limits.authentication(), deadline);
      all.put(
          next.name(),
          switch (outcome) {
            case Outcome.Answered<Advice>(Advice advice) -> advice;
            case Outcome.Failed<Advice>(String explanation) -> silent(explanation);
            case Outcome.Full<Advice>(String explanation) -> silent(explanation);
          });
    }
    return all;
  }

  private static Advice silent(String explanation) {
    String told = "its plugin gives no advice: " + explanation;
    return new Advice(List.of(told), true, Set.of(), "");
  }

  /** How many verified credentials are remembered. */
  public int rememberedCount() {
    return memory.size();
  }

  /** How many answers came after their time, of all authenticators; they were dropped. */
  public long lateAnswers() {
    return guarded.stream().mapToLong(next -> next.plugin.bulkhead().lateAnswers()).sum();
  }

  /** The names of those in quarantine. */
  public List<String> quarantined() {
    return guarded.stream()
        .map(Guarded::plugin)
        .filter(GuardedPlugin::inQuarantine)
        .map(GuardedPlugin::name)
        .toList();
  }

  /**
   * Forgets what was verified and closes each authenticator when its last call has returned and no
   * tunnel is watched with a liveness it made. Waits at most a second for each that is not in use,
   * and not at all for the others. Not for an event loop.
   */
  @Override
  public void close() {
    memory.clear();
    guarded.forEach(next -> next.plugin.close());
  }
}
