// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.drawbridge.auth.Authorizer;
import io.drawbridge.auth.Claims;
import io.drawbridge.auth.Decision;
import io.drawbridge.auth.Identity;
import io.drawbridge.auth.Liveness;
import io.drawbridge.auth.Peer;
import io.drawbridge.guard.PluginInstance;
import io.drawbridge.guard.PluginLimits;
import io.drawbridge.guard.PluginObserver;
import io.drawbridge.identify.Verdict;
import io.drawbridge.loop.Deadline;
import io.drawbridge.observe.Refusal;
import io.drawbridge.observe.RefusedException;
import io.drawbridge.policy.Authorizers;
import io.drawbridge.policy.Rules;
import io.drawbridge.settings.TimeoutSettings;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the caller hears of a decision, and what the audit does. */
class PolicedAccessTest {
  private static final Claims CLAIMS = Claims.of(Map.of("project_id", "4217"));
  private static final Verdict.Verified WHO =
      new Verdict.Verified(
          "ci", new Identity("i", "s", CLAIMS, Map.of(), Instant.MAX), Liveness.UNTRACKED);
  private static final Peer PEER = new Peer(InetAddress.getLoopbackAddress(), 1, "ci", true);

  private static RefusedException refused(PolicedAccess access) {
    return assertThrows(
        RefusedException.class,
        () ->
            access.authorize(
                WHO, "orders-db", Optional.empty(), PEER, Deadline.after(Duration.ofSeconds(10))));
  }

  /** Whoever heard an authorizer's own words would know that the target exists. */
  @Test
  void whomAnAuthorizerDeniesHearsWhatIsSaidOfATargetThatDoesNotExist() {
    try (Authorizers authorizers =
        new Authorizers(
            List.of(
                PluginInstance.ready(
                    "opa",
                    (Authorizer)
                        (_, target, _) ->
                            new Decision.Denied("doors", target + " sleeps on Sundays"))),
            PluginLimits.of(TimeoutSettings.STANDARD.policy()),
            PluginObserver.NONE)) {
      PolicedAccess access = new PolicedAccess(null, Optional.empty(), authorizers, null);
      RefusedException refusal = refused(access);
      assertEquals(Refusal.DENIED, refusal.refusal());
      assertEquals(access.denial(WHO), refusal.getMessage());
      assertFalse(refusal.getMessage().contains("orders-db"), refusal.getMessage());
      assertEquals("rule doors: orders-db sleeps on Sundays", refusal.detail());
    }
  }

  @Test
  void whomNoRuleGrantsHearsTheSame() {
    try (Authorizers none =
        new Authorizers(
            List.of(), PluginLimits.of(TimeoutSettings.STANDARD.policy()), PluginObserver.NONE)) {
      PolicedAccess access = new PolicedAccess(null, Optional.of(new Rules(List.of())), none, null);
      RefusedException refusal = refused(access);
      assertEquals(access.denial(WHO), refusal.getMessage());
      assertEquals(true, refusal.detail().startsWith("no rule grants this: "));
    }
  }

  /** A 503, or the time, would tell whoever is denied which targets the rules would grant. */
  @Test
  void anAuthorizerIsAskedAlsoAboutWhatNoRuleGrants() {
    try (Authorizers away =
        new Authorizers(
            List.of(
                PluginInstance.ready(
                    "opa", (Authorizer) (_, _, _) -> new Decision.Unavailable("it is away"))),
            PluginLimits.of(TimeoutSettings.STANDARD.policy()),
            PluginObserver.NONE)) {
      PolicedAccess access = new PolicedAccess(null, Optional.of(new Rules(List.of())), away, null);
      assertEquals(Refusal.AUTHORITY_UNAVAILABLE, refused(access).refusal());
    }
  }
}
