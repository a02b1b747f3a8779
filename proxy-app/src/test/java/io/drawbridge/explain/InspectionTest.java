// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.explain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drawbridge.Proxy;
import io.drawbridge.ProxyBuilder;
import io.drawbridge.auth.Authentication;
import io.drawbridge.auth.Authentication.Reason;
import io.drawbridge.auth.Authenticator;
import io.drawbridge.auth.Claims;
import io.drawbridge.auth.Credentials;
import io.drawbridge.auth.Identity;
import io.drawbridge.auth.Liveness;
import io.drawbridge.auth.Peer;
import io.drawbridge.auth.Secret;
import io.drawbridge.wiring.Surroundings;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Whom the rules are asked about: here a role needs its job's credential, too. */
class InspectionTest {
  private static final String TOGETHER = "the rules are asked about both together once both verify";
  private static final String ALONE = "had its claims been verified, the rules would say:";
  private static final Credentials ROLE = Credentials.of(Secret.of("role"));
  private static final Credentials BOTH = ROLE.withCompanion("job", Secret.of("job"));
  private static final Claims CLAIMS = Claims.of(Map.of("sub", "s", "role", "ci"));
  private static final Authentication GOOD =
      new Authentication.Verified(
          new Identity("issuer", "s", CLAIMS, Map.of(), Instant.MAX),
          Liveness.UNTRACKED,
          Duration.ZERO);
  private static final Authentication BAD =
      new Authentication.Rejected(Reason.EXPIRED, "it expired", CLAIMS);

  private static Authenticator of(String token, Authentication answer) {
    return (presented, _) ->
        presented.token().orElseThrow().reveal().equals(token)
            ? answer
            : new Authentication.NotMine();
  }

  private static Explanation explain(Authentication role, Authentication job, Credentials presented)
      throws Exception {
    ProxyBuilder builder =
        Proxy.builder()
            .listener(
                "ci", l -> l.address(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)))
            .authenticator("role", of("role", role))
            .authenticator("job", of("job", job))
            .companions("role", List.of("job"))
            .target("db", t -> t.address("127.0.0.1", 5432).loopback(true))
            .rule("pair", r -> r.to(List.of("db")).auth("role").when("job.role", "ci"));
    try (Inspection inspection = Inspection.of(builder.settings(), Surroundings.ofProcess())) {
      Peer peer = new Peer(InetAddress.getLoopbackAddress(), 1, "ci", true);
      return inspection.explain(presented, "db", peer);
    }
  }

  private static List<String> texts(Explanation explanation) {
    return explanation.steps().stream().map(Explanation.Step::text).toList();
  }

  private static void assertNoRules(Explanation explanation) {
    List<String> texts = texts(explanation);
    assertFalse(explanation.granted());
    assertTrue(texts.contains(TOGETHER), texts.toString());
    assertFalse(texts.contains(ALONE), texts.toString());
    assertTrue(texts.stream().noneMatch(text -> text.startsWith("rule ")), texts.toString());
    assertTrue(explanation.next().stream().noneMatch(next -> next.contains("rule \"pair\"")));
  }

  @Test
  void bothTogetherAreAskedAbout() throws Exception {
    Explanation explanation = explain(GOOD, GOOD, BOTH);
    assertTrue(explanation.granted(), texts(explanation).toString());
    assertFalse(texts(explanation).contains(TOGETHER));
  }

  @Test
  void whereOneOfAPairIsRefusedTheRulesAreNotAskedAboutHalfOfIt() throws Exception {
    assertNoRules(explain(GOOD, BAD, BOTH));
    assertNoRules(explain(BAD, GOOD, BOTH));
    assertNoRules(explain(GOOD, new Authentication.NotMine(), BOTH));
  }

  @Test
  void aCredentialByItselfIsSupposedGood() throws Exception {
    Credentials alone = Credentials.of(Secret.of("job"));
    List<String> texts = texts(explain(GOOD, BAD, alone));
    assertTrue(texts.contains(ALONE), texts.toString());
    assertTrue(texts.contains("rule \"pair\""), texts.toString());
    assertFalse(texts.contains(TOGETHER), texts.toString());
  }

  @Test
  void aCompanionThatIsMissingIsAskedForAndNothingSaidOfRules() throws Exception {
    Explanation explanation = explain(GOOD, GOOD, ROLE);
    assertEquals(
        List.of("hand the companion over as well: explain --companion-file job=FILE"),
        explanation.next());
    List<String> texts = texts(explanation);
    assertTrue(texts.stream().noneMatch(text -> text.startsWith("rule ")), texts.toString());
  }
}
