// SPDX-License-Identifier: Apache-2.0
package io.drawbridge;

import io.drawbridge.auth.Limits;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One rule: who may reach what. Not safe for threads. */
public final class RuleOptions {
  public List<String> to = List.of();
  public Optional<String> auth = Optional.empty();
  public final Map<String, Object> when = new LinkedHashMap<>();
  public Limits limits = Limits.NONE;
  boolean shadow;
  Optional<String> replaces = Optional.empty();

  public RuleOptions() {}

  /** The targets it is about, by name. */
  public RuleOptions to(List<String> targets) {
    to = List.copyOf(targets);
    return this;
  }

  /** The authenticator whose identities it is about; needed where there is more than one. */
  public RuleOptions auth(String authenticator) {
    auth = Optional.of(authenticator);
    return this;
  }

  /**
   * A condition; all of a rule's conditions must hold.
   *
   * @param claim the claim's name, or one of {@code issuer}, {@code subject}, {@code auth}, {@code
   *     target}, {@code listener}
   * @param condition a text (exact, or a glob whose {@code *} does not cross {@code /} while {@code
   *     **} does), a number, a truth value, a list of these (any of them), or a map {@code
   *     {present=true}} or {@code {not=…}}
   */
  public RuleOptions when(String claim, Object condition) {
    when.put(claim, condition);
    return this;
  }

  /** What bounds the tunnels it grants. */
  public RuleOptions limits(Limits bounds) {
    limits = bounds;
    return this;
  }

  /**
   * Whether it is only tried out: it never grants, and the audit tells what it would have decided
   * otherwise.
   */
  public RuleOptions shadow(boolean triedOut) {
    shadow = triedOut;
    return this;
  }

  /** The rule in force in whose place this shadow rule is tried; without it, it is an addition. */
  public RuleOptions replaces(String rule) {
    replaces = Optional.of(rule);
    return this;
  }
}
