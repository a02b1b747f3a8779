// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.config;

import io.drawbridge.auth.InvalidSettingsException;
import io.drawbridge.auth.Limits;
import io.drawbridge.auth.Located;
import io.drawbridge.auth.Settings;
import io.drawbridge.settings.Condition;
import io.drawbridge.settings.LimitSettings;
import io.drawbridge.settings.RuleSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Reads the {@code [[rule]]} tables. Whether their names refer to something is told later. */
public final class RuleSection {
  private static final Duration SHORTEST = Duration.ofMillis(200);

  private final Outline outline;
  private final Section.Names names = new Section.Names();

  RuleSection(Outline outline) {
    this.outline = outline;
  }

  RuleSettings read(Settings table) throws InvalidSettingsException {
    Section.RULE.of(table);
    String name = names.of(table);
    RuleSettings read =
        new RuleSettings(
            name,
            table.texts("to"),
            table.optionalText("auth"),
            when(table),
            limits(table),
            table.flag("shadow", false),
            table.optionalText("replaces"));
    TableReader.placed(
        table,
        () -> {
          read.requireSound();
          return read;
        });
    outline.table("rule." + name, table);
    return read;
  }

  private static Map<String, Condition> when(Settings table) throws InvalidSettingsException {
    Map<String, Condition> when = new LinkedHashMap<>();
    Settings conditions = table.table("when").orElse(null);
    if (conditions != null) {
      for (String key : conditions.keys()) {
        try {
          when.put(key, Condition.of(plain(conditions.value(key).orElseThrow().value())));
        } catch (IllegalArgumentException e) {
          throw conditions.invalid(key, e.getMessage());
        }
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
        table.optionalDuration("lifetime", SHORTEST, LimitSettings.LONGEST),
        table.optionalDuration("idle", SHORTEST, LimitSettings.LONGEST),
        bytes == 0 ? OptionalLong.empty() : OptionalLong.of(bytes),
        tunnels(table, "tunnels_per_job"),
        tunnels(table, "tunnels_per_principal"));
  }

  private static OptionalInt tunnels(Settings table, String key) throws InvalidSettingsException {
    long most = table.integer(key, 1, 1_000_000, 0);
    return most == 0 ? OptionalInt.empty() : OptionalInt.of((int) most);
  }
}
