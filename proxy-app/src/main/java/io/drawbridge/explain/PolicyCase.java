// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.explain;

import io.drawbridge.auth.Decision;
import io.drawbridge.auth.Limits;
import io.drawbridge.policy.Subject;
import java.util.Optional;

/**
 * What the rules are expected to decide about somebody.
 *
 * @param rule by which rule, if that is expected too
 * @param limits within which limits exactly, if that is expected too
 */
record PolicyCase(
    String name,
    String where,
    Subject subject,
    boolean granted,
    Optional<String> rule,
    Optional<Limits> limits) {
  Optional<String> mismatch(Decision decision) {
    return switch (decision) {
      case Decision.Granted(var grant) when !granted ->
          Optional.of("expected denied, is granted by \"" + grant.rule() + "\"");
      case Decision.Granted(var grant) when !rule.orElse(grant.rule()).equals(grant.rule()) ->
          Optional.of(
              "expected granted by \"" + rule.get() + "\", is granted by \"" + grant.rule() + "\"");
      case Decision.Granted(var grant) when !limits.orElse(grant.limits()).equals(grant.limits()) ->
          Optional.of("granted by \"" + grant.rule() + "\" with other limits than expected");
      case Decision.Granted _ -> Optional.empty();
      case Decision.Denied _ when granted -> Optional.of("expected granted, is denied");
      case Decision.Denied _ -> Optional.empty();
      case Decision.Unavailable(var explanation) -> Optional.of(explanation);
    };
  }
}
