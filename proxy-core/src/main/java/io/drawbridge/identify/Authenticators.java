// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.identify;

import io.drawbridge.auth.Advice;
import io.drawbridge.auth.Authenticator;
import io.drawbridge.auth.Credentials;
import io.drawbridge.auth.Peer;
import io.drawbridge.guard.GuardedPlugin;
import io.drawbridge.guard.PluginInstance;
import io.drawbridge.guard.PluginLimits;
import io.drawbridge.guard.PluginObserver;
import io.drawbridge.loop.Deadline;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * All configured authenticators, asked in order. The first that knows the credentials as its kind
 * ends the search. One that fails or cannot tell does not keep a later one from verifying; if none
 * does, its trouble is the answer. One that needs companions counts only with all of them. Safe for
 * concurrent use; one instance per configuration.
 */
public final class Authenticators implements AutoCloseable {
  private final List<GuardedAuthenticator> guarded;
  private final AuthenticatorSearch search;
  private final LongSupplier ticker;
  private final VerifiedMemory memory;
  private final PluginObserver observer;
  private volatile Optional<Troubles> troubles = Optional.empty();

  /**
   * Asks these, in this order.
   *
   * @param companions by an authenticator's name those that must verify a companion of their name
   *     before its own answer counts
   */
  public Authenticators(
      List<PluginInstance<Authenticator>> order,
      Map<String, List<String>> companions,
      PluginLimits limits,
      InstantSource clock,
      PluginObserver observer,
      LongSupplier ticker) {
    this.ticker = ticker;
    this.observer = observer;
    memory = new VerifiedMemory(clock, ticker);
    guarded =
        order.stream()
            .map(made -> new GuardedPlugin<>(made, limits, ticker, observer))
            .map(GuardedAuthenticator::new)
            .toList();
    search = new AuthenticatorSearch(guarded, new Companions(companions));
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
    Optional<Verdict.Verified> remembered = remembered(presented, peer);
    if (remembered.isPresent()) {
      return remembered.get();
    }
    long began = ticker.getAsLong();
    Verdict verdict =
        search.ask(presented, (next, _, alone) -> next.authenticate(alone, peer, deadline));
    if (verdict instanceof Verdict.Verified verified) {
      memory.put(memory.key(presented, peer, verified.authenticator()), verified, began);
    }
    return verdict;
  }

  /**
   * What {@link #authenticate} would say, and why. Nothing that was remembered counts, and nothing
   * is remembered. An authenticator whose explanation fails is asked for its answer alone.
   *
   * @param deadline of all of it; each authenticator also has its own
   * @throws InterruptedException if the calling thread is interrupted; the call in flight is too
   */
  public Explained explain(Credentials presented, Peer peer, Deadline deadline)
      throws InterruptedException {
    List<Examined> examined = new ArrayList<>();
    Verdict verdict =
        search.ask(
            presented,
            (next, companion, alone) -> {
              examined.add(next.examine(companion, alone, peer, deadline));
              return examined.getLast().verdict();
            });
    return new Explained(verdict, examined, search.missing(verdict, presented));
  }

  /**
   * A verdict and how it came about.
   *
   * @param verdict what all of them together say
   * @param examined those that were asked, in that order
   * @param missing the companion that was not presented, if the verdict is about that
   */
  public record Explained(Verdict verdict, List<Examined> examined, Optional<String> missing) {
    /** Copies the list. */
    public Explained {
      examined = List.copyOf(examined);
    }
  }

  private Optional<Verdict.Verified> remembered(Credentials presented, Peer peer) {
    if (presented.isEmpty()) {
      return Optional.empty();
    }
    for (GuardedAuthenticator next : guarded) {
      Optional<Verdict.Verified> hit = memory.find(memory.key(presented, peer, next.name()));
      if (hit.isPresent()) {
        return hit;
      }
    }
    return Optional.empty();
  }

  /**
   * What each advises about its configuration, by its name. One that fails to is told as that.
   *
   * @throws InterruptedException if the calling thread is interrupted
   */
  public Map<String, Advice> advice(Deadline deadline) throws InterruptedException {
    Map<String, Advice> all = new LinkedHashMap<>();
    for (GuardedAuthenticator next : guarded) {
      all.put(next.name(), next.advice(deadline));
    }
    return all;
  }

  /** How many verified credentials are remembered. */
  public int rememberedCount() {
    return memory.size();
  }

  /** How many answers came after their time, of all authenticators; they were dropped. */
  public long lateAnswers() {
    return guarded.stream().mapToLong(next -> next.plugin().bulkhead().lateAnswers()).sum();
  }

  /** Begins to ask each whether it could let anybody in, for {@link #problems}. */
  public void watchTroubles() {
    troubles = Optional.of(new Troubles(guarded, observer, ticker));
  }

  /** Why nobody can be let in, a line each; empty if at least one authenticator can. */
  public List<String> problems() {
    List<String> problems = new ArrayList<>();
    for (GuardedAuthenticator next : guarded) {
      String name = next.name();
      if (next.plugin().inQuarantine()) {
        problems.add("auth." + name + " failed several times in a row and is not asked now");
      } else {
        troubles
            .flatMap(watched -> watched.known(name))
            .ifPresent(why -> problems.add("auth." + name + ": " + why));
      }
    }
    return problems.size() < guarded.size() ? List.of() : problems;
  }

  /** The names of those in quarantine. */
  public List<String> quarantined() {
    return guarded.stream()
        .map(GuardedAuthenticator::plugin)
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
    troubles.ifPresent(Troubles::close);
    guarded.forEach(GuardedAuthenticator::close);
  }
}
