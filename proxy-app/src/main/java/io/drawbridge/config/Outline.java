// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.config;

import io.drawbridge.auth.InvalidSettingsException;
import io.drawbridge.auth.Located;
import io.drawbridge.auth.Settings;
import io.drawbridge.common.HostPort;
import io.drawbridge.policy.Condition;
import io.drawbridge.policy.Rule;
import io.drawbridge.settings.SettingException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What was read, as far as later tables refer to it and the advice of a check looks at it. */
public final class Outline {
  /** An authenticator: its name, place, plugin type and settings. */
  public record OfAuth(String name, String where, String type, Map<String, Located> settings) {
    /** The text of a setting, or the texts of its list; none if it is not there. */
    public List<String> texts(String key) {
      Located at = settings.get(key);
      List<String> texts = new ArrayList<>();
      for (Object each : at != null && at.value() instanceof List<?> list ? list : single(at)) {
        if (each instanceof Located(String text, String _)) {
          texts.add(text);
        }
      }
      return texts;
    }

    private static List<Located> single(Located at) {
      return at == null ? List.of() : List.of(at);
    }
  }

  /** A target: its name, place and address, and whether it is plain without having said so. */
  public record OfTarget(String name, String where, HostPort address, boolean silentlyPlain) {}

  /** A rule: its place, its conditions as written, and the rule itself. */
  public record OfRule(String where, Map<String, Object> when, Rule rule) {
    public String name() {
      return rule.name();
    }

    public Optional<String> auth() {
      return rule.auth();
    }

    /** Whether it demands one of a few exact texts of a claim. */
    public boolean pins(String claim) {
      return rule.when().containsKey(claim) && !exact(rule.when().get(claim)).isEmpty();
    }

    /** The texts of which one must be presented; empty if it is another kind of condition. */
    public static List<String> exact(Condition condition) {
      List<String> texts = new ArrayList<>();
      List<? extends Condition> choices =
          condition instanceof Condition.AnyOf(var any) ? any : List.of(condition);
      for (Condition choice : choices) {
        if (!(choice instanceof Condition.Exact(String text))) {
          return List.of();
        }
        texts.add(text);
      }
      return texts;
    }
  }

  private final Set<String> listeners = new LinkedHashSet<>();
  private final List<OfAuth> auths = new ArrayList<>();
  private final List<OfTarget> targets = new ArrayList<>();
  private final List<OfRule> rules = new ArrayList<>();
  private final Set<String> warnings = new LinkedHashSet<>();
  private final Map<String, Settings> tables = new HashMap<>();
  private boolean policy;

  void listener(String name, Settings table) {
    listeners.add(name);
    tables.put("listener." + name, table);
  }

  void auth(OfAuth read, Settings table) {
    auths.add(read);
    tables.put("auth." + read.name(), table);
  }

  void target(OfTarget read, Settings table) {
    targets.add(read);
    tables.put("target." + read.name(), table);
  }

  void rule(OfRule read, Settings table) {
    rules.add(read);
    tables.put("rule." + read.name(), table);
  }

  /** A table that is there once. */
  void table(String name, Settings table) {
    tables.put(name, table);
  }

  /** A setting that cannot be, with its place in the file. */
  InvalidSettingsException placed(SettingException refused) {
    Settings table = tables.get(refused.section());
    return table == null
        ? new InvalidSettingsException(refused.getMessage())
        : table.invalid(refused.key(), refused.problem());
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

  /** The authenticator whose identities a rule is about, if it is one. */
  public Optional<OfAuth> authOf(OfRule rule) {
    if (rule.auth().isPresent()) {
      return auth(rule.auth().get());
    }
    return auths.size() == 1 ? Optional.of(auths.getFirst()) : Optional.empty();
  }

  /** The names of the companions that an authenticator demands, and of those that these demand. */
  public Set<String> companionsOf(OfAuth auth) {
    Set<String> demanded = new LinkedHashSet<>();
    addCompanions(auth, demanded);
    demanded.remove(auth.name());
    return demanded;
  }

  private void addCompanions(OfAuth auth, Set<String> demanded) {
    for (String name : auth.texts("companions")) {
      if (demanded.add(name)) {
        auth(name).ifPresent(next -> addCompanions(next, demanded));
      }
    }
  }

  public Optional<OfAuth> auth(String name) {
    return auths.stream().filter(each -> each.name().equals(name)).findFirst();
  }

  public Set<String> listeners() {
    return listeners;
  }

  public List<OfAuth> auths() {
    return auths;
  }

  /** The names of the targets, in order. */
  public List<String> targetNames() {
    return targets.stream().map(OfTarget::name).toList();
  }

  /** The names of the authenticators, in order. */
  public List<String> authNames() {
    return auths.stream().map(OfAuth::name).toList();
  }

  public List<OfTarget> targets() {
    return targets;
  }

  public List<OfRule> rules() {
    return rules;
  }

  boolean hasPolicy() {
    return policy;
  }

  List<String> warnings() {
    return List.copyOf(warnings);
  }
}
