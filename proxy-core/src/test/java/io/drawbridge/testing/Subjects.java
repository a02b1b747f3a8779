// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.testing;

import io.drawbridge.auth.Claims;
import io.drawbridge.auth.Identity;
import io.drawbridge.policy.Subject;
import io.drawbridge.settings.RuleSettings;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Subjects and rules for tests. */
public final class Subjects {
  private Subjects() {}

  /** Asks for {@code orders-db} with these claims, by names and values in turn. */
  public static Subject with(Object... claims) {
    return asking("orders-db", claims);
  }

  /** Asks for that target with these claims. */
  public static Subject asking(String target, Object... claims) {
    Map<String, Object> members = new LinkedHashMap<>();
    for (int i = 0; i < claims.length; i += 2) {
      members.put((String) claims[i], claims[i + 1]);
    }
    Identity identity =
        new Identity("https://gitlab.test", "job", Claims.of(members), Map.of(), Instant.MAX);
    return new Subject(identity, "gitlab", target, "ci");
  }

  /** A rule for {@code orders-db}, its conditions by keys and plain values in turn. */
  public static RuleSettings rule(String name, Object... when) {
    return rule(name, List.of("orders-db"), Optional.empty(), when);
  }

  /** A rule for these targets and this authenticator. */
  public static RuleSettings rule(
      String name, List<String> to, Optional<String> auth, Object... when) {
    RuleSettings said = RuleSettings.named(name).to(to);
    for (int i = 0; i < when.length; i += 2) {
      said = said.when((String) when[i], when[i + 1]);
    }
    return auth.isPresent() ? said.auth(auth.get()) : said;
  }
}
