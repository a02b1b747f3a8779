// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.config;

import io.drawbridge.auth.Located;
import io.drawbridge.policy.Rule;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What was read, as far as later tables refer to it and the advice of a check looks at it. */
final class Outline {
  /** An authenticator: its name, place, plugin type and settings. */
  record OfAuth(String name, String where, String type, Map<String, Located> settings) {}

  /** A target: its name, place and address, and whether it is plain without having said so. */
  record OfTarget(String name, String where, HostPort address, boolean silentlyPlain) {}

  /** A rule: its place, its conditions as written, and the rule itself. */
  record OfRule(String where, Map<String, Object> when, Rule rule) {
    String name() {
      return rule.name();
    }

    Optional<String> auth() {
      return rule.auth();
    }
  }

  private final Set<String> listeners = new LinkedHashSet<>();
  private final List<OfAuth> auths = new ArrayList<>();
  private final List<OfTarget> targets = new ArrayList<>();
  private final List<OfRule> rules = new ArrayList<>();
  private final Set<String> warnings = new LinkedHashSet<>();
  private boolean policy;

  void listener(String name) {
    listeners.add(name);
  }

  void auth(OfAuth read) {
    auths.add(read);
  }

  void target(OfTarget read) {
    targets.add(read);
  }

  void rule(OfRule read) {
    rules.add(read);
  }

  void policy() {
    policy = true;
  }

  /** One line for something that works but should not stay. The same line counts once. */
  void warn(String line) {
    warnings.add(line);
  }

  void warn(String where, String sentence) {
    warn(where + ": " + sentence);
  }

  Optional<OfAuth> auth(String name) {
    return auths.stream().filter(each -> each.name().equals(name)).findFirst();
  }

  Set<String> listeners() {
    return listeners;
  }

  List<OfAuth> auths() {
    return auths;
  }

  List<OfTarget> targets() {
    return targets;
  }

  List<OfRule> rules() {
    return rules;
  }

  boolean hasPolicy() {
    return policy;
  }

  List<String> warnings() {
    return List.copyOf(warnings);
  }
}
