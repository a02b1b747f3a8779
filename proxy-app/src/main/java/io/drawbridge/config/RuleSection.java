// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.config;

import io.drawbridge.ProxyBuilder;
import io.drawbridge.auth.InvalidSettingsException;
import io.drawbridge.auth.Limits;
import io.drawbridge.auth.Located;
import io.drawbridge.auth.Settings;
import io.drawbridge.policy.Condition;
import io.drawbridge.policy.Rule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Predicate;

/** Reads the {@code [[rule]]} tables. Their names refer to what was read before them. */
public final class RuleSection {
  static final Duration LONGEST = Duration.ofDays(31);
  static final Duration SHORTEST = Duration.ofMillis(200);

  private final ProxyBuilder builder;
  private final Outline outline;
  private final Section.Names names = new Section.Names();
  private final List<Settings> tables = new ArrayList<>();

  RuleSection(ProxyBuilder builder, Outline outline) {
    this.builder = builder;
    this.outline = outline;
  }

  void read(Settings table) throws InvalidSettingsException {
    Section.RULE.of(table);
    tables.add(table);
    String name = names.of(table);
    List<String> to = to(table);
    Optional<String> auth = auth(table);
    Map<String, Object> when = when(table);
    Limits limits = limits(table);
    boolean shadow = table.flag("shadow", false);
    Optional<String> replaces = table.optionalText("replaces");
    if (replaces.isPresent() && !shadow) {
      throw table.invalid("replaces", "only a shadow rule replaces another; set shadow = true");
    }
    builder.rule(
        name,
        options -> {
          options.to(to).limits(limits).shadow(shadow);
          auth.ifPresent(options::auth);
          when.forEach(options::when);
          replaces.ifPresent(options::replaces);
        });
    Map<String, Condition> conditions = new LinkedHashMap<>();
    when.forEach((claim, plain) -> conditions.put(claim, Condition.of(plain)));
    Rule rule = new Rule(name, to, auth, conditions, limits, shadow, replaces);
    outline.rule(new Outline.OfRule(table.where(), when, rule));
  }

  /** What can be told only when all rules have been read. */
  void finish() throws InvalidSettingsException {
    for (int i = 0; i < tables.size(); i++) {
      Optional<String> replaces = outline.rules().get(i).rule().replaces();
      if (replaces.isPresent() && outline.rules().stream().noneMatch(inForce(replaces.get()))) {
        throw tables.get(i).invalid("replaces", "there is no such rule in force");
      }
    }
    if (!tables.isEmpty() && outline.rules().stream().allMatch(each -> each.rule().shadow())) {
      throw tables
          .getFirst()
          .invalid(
              "shadow", "every rule is a shadow rule: there is none in force to compare them with");
    }
  }

  private static Predicate<Outline.OfRule> inForce(String name) {
    return each -> each.name().equals(name) && !each.rule().shadow();
  }

  private List<String> to(Settings table) throws InvalidSettingsException {
    List<String> to = table.texts("to");
    if (to.isEmpty()) {
      throw table.invalid("to", "it is missing or empty; it is a list of names of targets");
    }
    for (String target : to) {
      if (outline.targets().stream().noneMatch(known -> known.name().equals(target))) {
        throw table.invalid("to", "there is no target called \"" + target + "\"");
      }
    }
    return to;
  }

  private Optional<String> auth(Settings table) throws InvalidSettingsException {
    Optional<String> auth = table.optionalText("auth");
    if (auth.isPresent() && outline.auth(auth.get()).isEmpty()) {
      throw table.invalid("auth", "there is no [auth." + auth.get() + "]");
    }
    if (auth.isEmpty() && outline.auths().size() > 1) {
      throw table.invalid(
          "auth",
          "it is missing; with several authenticators a rule says whose identities it is about");
    }
    return auth;
  }

  private static Map<String, Object> when(Settings table) throws InvalidSettingsException {
    Map<String, Object> when = new LinkedHashMap<>();
    Settings conditions = table.table("when").orElse(null);
    if (conditions != null) {
      for (String key : conditions.keys()) {
        Object plain = plain(conditions.value(key).orElseThrow().value());
        try {
          Condition.of(plain);
        } catch (IllegalArgumentException e) {
          throw conditions.invalid(key, e.getMessage());
        }
        when.put(key, plain);
      }
    }
    return when;
  }

  /** A value of the document without its places. */
  public static Object plain(Object value) {
    return switch (value) {
      case Map<?, ?> table -> {
        Map<String, Object> plain = new LinkedHashMap<>();
        table.forEach((key, at) -> plain.put((String) key, plain(((Located) at).value())));
        yield plain;
      }
      case List<?> list -> {
        List<Object> plain = new ArrayList<>();
        list.forEach(at -> plain.add(plain(((Located) at).value())));
        yield plain;
      }
      default -> value;
    };
  }

  /** The limits under that key; none if it is absent. */
  public static Limits limits(Settings rule) throws InvalidSettingsException {
    Settings table = rule.table("limits").orElse(null);
    if (table == null) {
      return Limits.NONE;
    }
    Section.RULE_LIMITS.of(table);
    long bytes = table.integer("bytes", 1, Long.MAX_VALUE, 0);
    return new Limits(
        table.optionalDuration("lifetime", SHORTEST, LONGEST),
        table.optionalDuration("idle", SHORTEST, LONGEST),
        bytes == 0 ? OptionalLong.empty() : OptionalLong.of(bytes),
        tunnels(table, "tunnels_per_job"),
        tunnels(table, "tunnels_per_principal"));
  }

  private static OptionalInt tunnels(Settings table, String key) throws InvalidSettingsException {
    long most = table.integer(key, 1, 1_000_000, 0);
    return most == 0 ? OptionalInt.empty() : OptionalInt.of((int) most);
  }
}
