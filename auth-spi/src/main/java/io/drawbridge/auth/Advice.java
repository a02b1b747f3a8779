// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.auth;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * What an authenticator knows about a configuration that works and was perhaps not meant so. For
 * {@code drawbridge check} alone: nothing of it decides about a session.
 *
 * @param settings for each thing that its own settings allow one sentence: what can come of it, and
 *     what to write instead. One that begins with a key of its table is told with that key's place
 * @param tracked whether its identities have a {@link Liveness} that follows a job or a credential;
 *     if not, a tunnel of theirs can only end by its limits
 * @param demands what rules about its identities should demand
 * @param longestCheck how long one {@link Liveness#check} may take by its own settings: what the
 *     gateway allows a question should be no less; zero if it asks nobody
 */
public record Advice(
    List<String> settings, boolean tracked, List<Demand> demands, Duration longestCheck) {
  /** Nothing to say. */
  public static final Advice NONE = new Advice(List.of(), true, List.of());

  /** Of one whose checks take no time. */
  public Advice(List<String> settings, boolean tracked, List<Demand> demands) {
    this(settings, tracked, demands, Duration.ZERO);
  }

  /** Copies the collections. */
  public Advice {
    settings = List.copyOf(settings);
    demands = List.copyOf(demands);
    Objects.requireNonNull(longestCheck, "longestCheck");
  }

  /** How a rule demands claims. */
  public enum Measure {
    /** One of them by a text, or by a pattern that does not begin with a star. */
    NAMED,
    /** One of them by exact texts. */
    EXACT,
    /** Every one of them by exact texts. */
    ALL_EXACT,
    /** Every one of them to be true. */
    TRUE
  }

  /**
   * What a rule should demand.
   *
   * @param about the rules it is for: those with a condition on one of these claims; if there are
   *     none, every rule that has a condition
   * @param measure how the claims should be demanded
   * @param claims the claims; at least one
   * @param companion whether it holds as well where the credential is a companion of another one
   * @param otherwise one sentence about a rule that does not: whom it lets in, or what to write. A
   *     claim in it stands in braces, as {@code {role}}, since a companion's has a prefix
   */
  public record Demand(
      Set<String> about, Measure measure, Set<String> claims, boolean companion, String otherwise) {
    /**
     * Copies the sets.
     *
     * @throws IllegalArgumentException if there is no claim or no sentence
     */
    public Demand {
      about = Set.copyOf(about);
      claims = Set.copyOf(claims);
      if (claims.isEmpty() || otherwise.isBlank()) {
        throw new IllegalArgumentException("a demand has claims, and a sentence about rules");
      }
    }

    /** Of every rule that has a condition, about identities that are no companion's. */
    public static Demand of(Measure measure, Set<String> claims, String otherwise) {
      return new Demand(Set.of(), measure, claims, false, otherwise);
    }
  }
}
