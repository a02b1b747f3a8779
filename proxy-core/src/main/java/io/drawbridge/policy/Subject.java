// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.policy;

import io.drawbridge.auth.Claims;
import io.drawbridge.auth.Identity;
import io.drawbridge.settings.Condition;
import io.drawbridge.settings.RuleSettings;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the rules judge: who wants to go where, and which way they came in.
 *
 * @param identity who, verified
 * @param authenticator the name of the authenticator that verified it
 * @param target the name of the target asked for
 * @param listener the name of the listener it came in by
 */
public record Subject(Identity identity, String authenticator, String target, String listener) {
  /** Condition keys that name a part of the subject; a claim of that name cannot be reached. */
  public static final Set<String> RESERVED =
      Set.of("issuer", "subject", "auth", "target", "listener");

  /** The value that a condition of that key is about: a part of the subject, or a claim. */
  public Claims.Value value(String key) {
    return switch (key) {
      case "issuer" -> new Claims.Value.Scalar(identity.issuer());
      case "subject" -> new Claims.Value.Scalar(identity.subject());
      case "auth" -> new Claims.Value.Scalar(authenticator);
      case "target" -> new Claims.Value.Scalar(target);
      case "listener" -> new Claims.Value.Scalar(listener);
      default -> identity.claims().get(key);
    };
  }

  /** Whether the rule's authenticator and every condition fit; its targets are not looked at. */
  boolean fulfils(RuleSettings rule) {
    if (!rule.fits(authenticator)) {
      return false;
    }
    for (Map.Entry<String, Condition> condition : rule.when().entrySet()) {
      if (!fulfils(condition)) {
        return false;
      }
    }
    return true;
  }

  /** The keys of the rule's conditions that do not hold, in order. */
  List<String> missed(RuleSettings rule) {
    return rule.when().entrySet().stream()
        .filter(condition -> !fulfils(condition))
        .map(Map.Entry::getKey)
        .toList();
  }

  private boolean fulfils(Map.Entry<String, Condition> condition) {
    return condition.getValue().matches(value(condition.getKey()));
  }
}
