// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.config;

import io.drawbridge.auth.InvalidSettingsException;
import io.drawbridge.auth.Settings;
import io.drawbridge.settings.SettingException;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Where the tables of a file stand, and what works in it but should not stay. */
public final class Outline {
  private final Map<String, Settings> tables = new HashMap<>();
  private final Set<String> warnings = new LinkedHashSet<>();

  /** Keeps a table by its path, with its name where there are several: {@code listener.ci}. */
  void table(String path, Settings table) {
    tables.put(path, table);
  }

  /** The table at that path, if it is written. */
  public Optional<Settings> table(String path) {
    return Optional.ofNullable(tables.get(path));
  }

  /** The place of the table at that path; empty if it is not written. */
  public String where(String path) {
    return table(path).map(Settings::where).orElse("");
  }

  /** A setting that cannot be, with its place in the file. */
  InvalidSettingsException placed(SettingException refused) {
    return table(refused.section())
        .map(table -> table.invalid(refused.key(), refused.problem()))
        .orElseGet(() -> new InvalidSettingsException(refused.getMessage()));
  }

  /** One line for something that works but should not stay. The same line counts once. */
  void warn(String line) {
    warnings.add(line);
  }

  List<String> warnings() {
    return List.copyOf(warnings);
  }
}
