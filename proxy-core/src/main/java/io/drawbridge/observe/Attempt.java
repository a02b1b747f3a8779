// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.observe;

import io.drawbridge.auth.Claims;
import io.drawbridge.auth.Identity;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * How a session's attempt to get a tunnel ended: granted or refused.
 *
 * @param session the session's id, unique across restarts
 * @param at when it was decided
 * @param listener the listener's name
 * @param source where the client connects from
 * @param check whether the client asked only to check the way ({@code Drawbridge-Intent: check})
 * @param stage the step that decided; {@link Stage#RECORDING} for a grant
 * @param refusal why it was refused; empty for a grant
 * @param target the name of the target as asked for; empty if it was not yet known
 * @param rule the rule that decided; empty if none did
 * @param authenticator the authenticator that decided; empty if none did
 * @param explanation what the operator reads; without secrets
 * @param identity who it is, if verified
 * @param claimed what rejected credentials say of themselves, unverified
 * @param shadow what the first shadow rule with another opinion would have decided; empty if none
 */
public record Attempt(
    String session,
    Instant at,
    String listener,
    InetSocketAddress source,
    boolean check,
    Stage stage,
    Optional<Refusal> refusal,
    String target,
    String rule,
    String authenticator,
    String explanation,
    Optional<Identity> identity,
    Claims claimed,
    Optional<ShadowDecision> shadow) {
  /** Checks that nothing is missing. */
  public Attempt {
    Objects.requireNonNull(session, "session");
    Objects.requireNonNull(at, "at");
    Objects.requireNonNull(listener, "listener");
    Objects.requireNonNull(source, "source");
    Objects.requireNonNull(stage, "stage");
    Objects.requireNonNull(refusal, "refusal");
    Objects.requireNonNull(target, "target");
    Objects.requireNonNull(rule, "rule");
    Objects.requireNonNull(authenticator, "authenticator");
    Objects.requireNonNull(explanation, "explanation");
    Objects.requireNonNull(identity, "identity");
    Objects.requireNonNull(claimed, "claimed");
    Objects.requireNonNull(shadow, "shadow");
  }

  /** Whether it was granted. */
  public boolean granted() {
    return refusal.isEmpty();
  }
}
