// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.identify;

import io.drawbridge.auth.Authentication;
import io.drawbridge.auth.Claims;
import io.drawbridge.auth.Credentials;
import io.drawbridge.auth.Identity;
import io.drawbridge.auth.Liveness;
import io.drawbridge.liveness.TrackedLiveness;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Identities that are proved by several credentials at once. A companion that has an
 * authenticator's name is that authenticator's main credential; if the configuration asks for it,
 * its claims join the main identity's under that name. A client presents three at most, and each
 * that nobody reads is refused; what is held here is the configuration's alone. What several claim
 * together is bounded like what one claims ({@link IdentityBounds}). Immutable.
 */
final class Companions {
  private final Map<String, Set<String>> wanted;

  /**
   * By an authenticator's name those of the companions that it needs. It needs what they need, too:
   * beside another credential no one proves more than alone.
   */
  Companions(Map<String, List<String>> named) {
    Map<String, Set<String>> all = new HashMap<>();
    for (String main : named.keySet()) {
      Set<String> needed = new LinkedHashSet<>();
      add(main, named, needed);
      needed.remove(main);
      all.put(main, needed);
    }
    wanted = Map.copyOf(all);
  }

  private static void add(String name, Map<String, List<String>> named, Set<String> needed) {
    for (String next : named.getOrDefault(name, List.of())) {
      if (needed.add(next)) {
        add(next, named, needed);
      }
    }
  }

  /** Whether the other authenticator has a say: it is needed, or a companion has its name. */
  boolean concerns(String main, String other, Credentials presented) {
    return isWanted(main, other) || presented.companion(other).isPresent();
  }

  private boolean isWanted(String main, String other) {
    return wanted.getOrDefault(main, Set.of()).contains(other);
  }

  /** Why the companion cannot even be asked about. */
  Optional<Verdict.Rejected> fault(String main, String other, Credentials presented) {
    if (!isWanted(main, other)) {
      return Optional.of(unwanted(main, other));
    }
    if (presented.companion(other).isEmpty()) {
      return Optional.of(
          rejected(
              main,
              "the credential is good, but auth."
                  + main
                  + " also needs the companion "
                  + other
                  + ": send Drawbridge-Credential: "
                  + other
                  + " TOKEN over TLS, or use drawbridge connect --companion-env "
                  + other
                  + "=VARIABLE"));
    }
    return Optional.empty();
  }

  /** Nobody reads it, and so it could be another one each time. */
  static Verdict.Rejected unwanted(String main, String companion) {
    return rejected(main, "auth." + main + " takes no companion " + companion + "; do not send it");
  }

  private static Verdict.Rejected rejected(String name, String explanation) {
    return new Verdict.Rejected(name, Authentication.Reason.OTHER, explanation, Claims.NONE);
  }

  /**
   * The companion as the main credential, without those of the other authenticators; what is named
   * after none of them, such as a job's own token, stays.
   */
  Credentials alone(String other, Credentials presented, List<String> authenticators) {
    Credentials alone = Credentials.of(presented.companion(other).orElseThrow());
    for (String name : presented.companionNames()) {
      if (!authenticators.contains(name)) {
        alone = alone.withCompanion(name, presented.companion(name).orElseThrow());
      }
    }
    return alone.withCertificates(presented.certificates());
  }

  /** Both together: an identity only if the second one is verified too. */
  static Verdict joined(Verdict.Verified first, String other, Verdict second) {
    return switch (second) {
      case Verdict.Verified verified -> joined(first, verified);
      case Verdict.Rejected(var name, var reason, String why, Claims claimed) ->
          new Verdict.Rejected(name, reason, "the companion " + other + ": " + why, claimed);
      case Verdict.Unknown _ ->
          rejected(
              other, "the companion " + other + " is of no kind that auth." + other + " knows");
      case Verdict.Unavailable _, Verdict.Overloaded _ -> second;
    };
  }

  private static Verdict joined(Verdict.Verified first, Verdict.Verified second) {
    String prefix = second.authenticator() + ".";
    Identity main = first.identity();
    Identity companion = second.identity();
    Instant end = Collections.min(List.of(main.expiresAt(), companion.expiresAt()));
    Identity both =
        new Identity(
            main.issuer(),
            main.subject(),
            claims(main.claims(), prefix, companion.claims()),
            labels(main.labels(), prefix, companion.labels()),
            end);
    try {
      IdentityBounds.check(both);
    } catch (IllegalArgumentException e) {
      return rejected(
          second.authenticator(), "the credentials together say too much: " + e.getMessage());
    }
    // Both must go on: a revoked token and a job that ended each end what both opened.
    Liveness liveness = TrackedLiveness.joined(first.liveness(), second.liveness());
    Duration reuse = Collections.min(List.of(first.reuse(), second.reuse()));
    return new Verdict.Verified(first.authenticator(), both, liveness, reuse);
  }

  /**
   * The identity without what it claims under the name of another authenticator: there stands that
   * one's word alone, or a rule about a companion that is no longer asked for could be fulfilled by
   * whoever chooses the names of claims.
   */
  static Identity own(String name, Identity identity, List<String> authenticators) {
    Map<String, Object> own = new LinkedHashMap<>();
    Claims claims = identity.claims();
    for (String claim : claims.names()) {
      boolean another =
          authenticators.stream()
              .anyMatch(other -> !other.equals(name) && claim.startsWith(other + "."));
      if (!another) {
        own.put(claim, plain(claims.get(claim)));
      }
    }
    return own.size() == claims.names().size()
        ? identity
        : new Identity(
            identity.issuer(),
            identity.subject(),
            Claims.of(own),
            identity.labels(),
            identity.expiresAt());
  }

  private static Claims claims(Claims main, String prefix, Claims companion) {
    Map<String, Object> all = new LinkedHashMap<>();
    for (String name : main.names()) {
      all.put(name, plain(main.get(name)));
    }
    for (String name : companion.names()) {
      all.put(prefix + name, plain(companion.get(name)));
    }
    return Claims.of(all);
  }

  private static Object plain(Claims.Value value) {
    return switch (value) {
      case Claims.Value.Scalar(String text) -> text;
      case Claims.Value.Many(List<String> texts) -> texts;
      case Claims.Value.Nested _ -> Map.of();
      case Claims.Value.Null _, Claims.Value.Absent _ -> null;
    };
  }

  private static Map<String, String> labels(
      Map<String, String> main, String prefix, Map<String, String> companion) {
    Map<String, String> all = new LinkedHashMap<>(main);
    companion.forEach(
        (name, value) -> all.put(all.containsKey(name) ? prefix + name : name, value));
    return all;
  }
}
