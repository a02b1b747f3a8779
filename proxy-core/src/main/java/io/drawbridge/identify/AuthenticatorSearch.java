// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.identify;

import io.drawbridge.auth.Credentials;
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
    Verdict ask(GuardedAuthenticator next, boolean companion, Credentials presented)
        throws InterruptedException;
  }

  /** Who presents these credentials? */
  Verdict ask(Credentials presented, Way way) throws InterruptedException {
    if (presented.isEmpty()) {
      return new Verdict.Unknown(
          "no credentials were presented; send Proxy-Authorization: Bearer TOKEN, or Basic"
              + " with the token as the password");
    }
    Verdict trouble = null;
    for (GuardedAuthenticator next : guarded) {
      Verdict verdict = withCompanions(next, presented, way);
      switch (verdict) {
        case Verdict.Verified _ -> {
          return verdict;
        }
        case Verdict.Rejected _ -> {
          return trouble == null ? verdict : trouble;
        }
        case Verdict.Unavailable _, Verdict.Overloaded _ ->
            trouble = trouble == null ? verdict : trouble;
        case Verdict.Unknown _ -> {
          // Not its kind; the next one is asked.
        }
      }
    }
    return trouble != null ? trouble : new Verdict.Unknown(StrangeToken.explain(presented));
  }

  /** All that is presented must be genuine: what nobody verified must not look as if it were. */
  private Verdict withCompanions(GuardedAuthenticator main, Credentials presented, Way way)
      throws InterruptedException {
    Verdict all = own(way.ask(main, false, presented));
    Set<String> unread = new TreeSet<>(presented.companionNames());
    unread.removeAll(names());
    unread.removeAll(main.companions());
    for (GuardedAuthenticator other : guarded) {
      if (!(all instanceof Verdict.Verified first)) {
        return all;
      }
      if (other == main || !companions.concerns(main.name(), other.name(), presented)) {
        continue;
      }
      Optional<Verdict.Rejected> fault = companions.fault(main.name(), other.name(), presented);
      if (fault.isPresent()) {
        return fault.get();
      }
      Credentials alone = companions.alone(other.name(), presented, names());
      Verdict second = own(way.ask(other, true, alone));
      unread.removeAll(other.companions());
      all = Companions.joined(first, other.name(), second);
    }
    return all instanceof Verdict.Verified && !unread.isEmpty()
        ? Companions.unwanted(main.name(), unread.iterator().next())
        : all;
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
  private Verdict own(Verdict verdict) {
    return verdict instanceof Verdict.Verified(var name, var identity, var liveness, var reuse)
        ? new Verdict.Verified(name, Companions.own(name, identity, names()), liveness, reuse)
        : verdict;
  }

  private List<String> names() {
    return guarded.stream().map(GuardedAuthenticator::name).toList();
  }
}
