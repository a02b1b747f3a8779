// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.config;

import io.drawbridge.auth.InvalidSettingsException;
import io.drawbridge.auth.Located;
import io.drawbridge.auth.Settings;
import io.drawbridge.auth.SettingsSource;
import io.drawbridge.settings.AuthenticatorSettings;
import io.drawbridge.settings.AuthorizerSettings;
import io.drawbridge.settings.PluginSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Reads the {@code [auth.NAME]} and {@code [policy.NAME]} tables as far as the gateway knows them;
 * the rest is the plugin's, which refuses what it does not know.
 */
record PluginSections(Outline outline, SettingsSource source) {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,64}");

  List<AuthenticatorSettings> readAuth(Settings file) throws InvalidSettingsException {
    List<AuthenticatorSettings> read = new ArrayList<>();
    for (Map.Entry<String, Located> each : tables(file, "auth").entrySet()) {
      String name = each.getKey();
      Settings table = table("auth", name, each.getValue());
      read.add(
          new AuthenticatorSettings(
              name,
              new PluginSource.ByType<>(table.text("type"), table),
              table.texts("companions"),
              table.flag("close_on_expiry", true)));
      outline.table("auth." + name, table);
    }
    return read;
  }

  List<AuthorizerSettings> readPolicy(Settings file) throws InvalidSettingsException {
    List<AuthorizerSettings> read = new ArrayList<>();
    for (Map.Entry<String, Located> each : tables(file, "policy").entrySet()) {
      Settings table = table("policy", each.getKey(), each.getValue());
      read.add(
          new AuthorizerSettings(
              each.getKey(), new PluginSource.ByType<>(table.text("type"), table)));
    }
    return read;
  }

  private static Map<String, Located> tables(Settings file, String key)
      throws InvalidSettingsException {
    Located at = file.value(key).orElse(null);
    if (at == null) {
      return Map.of();
    }
    if (!(at.value() instanceof Map<?, ?>)) {
      throw file.invalid(key, "it is made of tables, written [" + key + ".NAME]");
    }
    return at.members();
  }

  /** Not a child of the file's own table: the plugin reads it later, and ends the reading. */
  private Settings table(String key, String name, Located at) throws InvalidSettingsException {
    String path = key + "." + name;
    if (!NAME.matcher(name).matches()) {
      throw new InvalidSettingsException(
          at.where() + ": " + path + ": a name is letters, digits, hyphens and underscores");
    }
    if (!(at.value() instanceof Map<?, ?>)) {
      throw new InvalidSettingsException(
          at.where() + ": " + path + " is " + at.kind() + "; it must be a table, [" + path + "]");
    }
    return new Settings(at.members(), path, at.where(), source);
  }
}
