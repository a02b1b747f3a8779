// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.identify;

import io.drawbridge.auth.Credentials;
import io.drawbridge.auth.Peer;
import io.drawbridge.loop.Deadline;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Asks authenticators in order until one knows the credentials, and then those of their companions.
 * The way of asking is the caller's, so that an explanation goes the way of a decision. Safe for
 * concurrent use.
 */
final class AuthenticatorSearch {
  private final List<GuardedAuthenticator> guarded;
  private final Companions companions;

  /**
   * Asks these.
   *
   * @param companions which of them are needed together
   */
  AuthenticatorSearch(List<GuardedAuthenticator> guarded, Companions companions) {
    this.guarded = List.copyOf(guarded);
    this.companions = companions;
  }

  /** How one of them is asked. */
  @FunctionalInterface
  interface Way {
    /**
     * Asks it; blocks until it has answered, or its time or that of the session is over.
     *
     * @param companion whether what is presented is the companion of its name
     */
    Asked ask(
        GuardedAuthenticator next,
        boolean companion,
        Credentials presented,
        Peer peer,
        Deadline deadline)
        throws InterruptedException;
  }

  /**
   * Who presents these credentials?
   *
   * @throws InterruptedException if the calling thread is interrupted
   */
  Asked ask(Credentials presented, Peer peer, Deadline deadline, Way way)
      throws InterruptedException {
    if (presented.isEmpty()) {
      return Asked.once(
          new Verdict.Unknown(
              "no credentials were presented; send Proxy-Authorization: Bearer TOKEN, or Basic"
                  + " with the token as the password"));
    }
    Asked trouble = null;
    for (GuardedAuthenticator next : guarded) {
      Asked asked = withCompanions(next, presented, peer, deadline, way);
      switch (asked.verdict()) {
        case Verdict.Verified _ -> {
          return asked;
        }
        case Verdict.Rejected _ -> {
          return trouble == null ? asked : trouble;
        }
        case Verdict.Unavailable _, Verdict.Overloaded _ ->
            trouble = trouble == null ? asked : trouble;
        case Verdict.Unknown _ -> {
          // Not its kind; the next one is asked.
        }
      }
    }
    return trouble != null
        ? trouble
        : Asked.once(new Verdict.Unknown(StrangeToken.explain(presented)));
  }

  /** All that is presented must be genuine: what nobody verified must not look as if it were. */
  private Asked withCompanions(
      GuardedAuthenticator main, Credentials presented, Peer peer, Deadline deadline, Way way)
      throws InterruptedException {
    Asked all = own(way.ask(main, false, presented, peer, deadline));
    Set<String> unread = new TreeSet<>(presented.companionNames());
    unread.removeAll(names());
    unread.removeAll(main.companions());
    for (GuardedAuthenticator other : guarded) {
      if (!(all.verdict() instanceof Verdict.Verified first)) {
        return all;
      }
      if (other == main || !companions.concerns(main.name(), other.name(), presented)) {
        continue;
      }
      Optional<Verdict.Rejected> fault = companions.fault(main.name(), other.name(), presented);
      if (fault.isPresent()) {
        return Asked.once(fault.get());
      }
      Credentials alone = companions.alone(other.name(), presented, names());
      Asked second = own(way.ask(other, true, alone, peer, deadline));
      unread.removeAll(other.companions());
      Duration reuse = all.reuse().compareTo(second.reuse()) < 0 ? all.reuse() : second.reuse();
      all = new Asked(Companions.joined(first, other.name(), second.verdict()), reuse);
    }
    if (all.verdict() instanceof Verdict.Verified && !unread.isEmpty()) {
      return Asked.once(Companions.unwanted(main.name(), unread.iterator().next()));
    }
    return all;
  }

  /** The companion that was not presented, if that is what the verdict says. */
  Optional<String> missing(Verdict verdict, Credentials presented) {
    if (!(verdict instanceof Verdict.Rejected rejected)) {
      return Optional.empty();
    }
    String main = rejected.authenticator();
    return names().stream()
        .filter(other -> presented.companion(other).isEmpty())
        .filter(other -> companions.concerns(main, other, presented))
        .filter(other -> companions.fault(main, other, presented).equals(Optional.of(rejected)))
        .findFirst();
  }

  /** Without what it claims under the names of others. */
  private Asked own(Asked asked) {
    if (!(asked.verdict() instanceof Verdict.Verified(var name, var identity, var liveness))) {
      return asked;
    }
    return new Asked(
        new Verdict.Verified(name, Companions.own(name, identity, names()), liveness),
        asked.reuse());
  }

  private List<String> names() {
    return guarded.stream().map(GuardedAuthenticator::name).toList();
  }
}
