// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.config;

import io.drawbridge.ProxyBuilder;
import io.drawbridge.auth.InvalidSettingsException;
import io.drawbridge.auth.Located;
import io.drawbridge.auth.Settings;
import io.drawbridge.auth.SettingsSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Reads the {@code [auth.NAME]} and {@code [policy.NAME]} tables as far as the gateway knows them;
 * the rest is the plugin's, which refuses what it does not know.
 */
final class PluginSections {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,64}");

  private final ProxyBuilder builder;
  private final Outline outline;
  private final SettingsSource source;

  PluginSections(ProxyBuilder builder, Outline outline, SettingsSource source) {
    this.builder = builder;
    this.outline = outline;
    this.source = source;
  }

  void readAuth(Settings file) throws InvalidSettingsException {
    for (Map.Entry<String, Located> each : tables(file, "auth").entrySet()) {
      Settings table = table("auth", each.getKey(), each.getValue());
      String type = table.text("type");
      builder.authenticator(each.getKey(), type, table);
      builder.companions(each.getKey(), table.texts("companions"));
      if (!table.flag("close_on_expiry", true)) {
        builder.keepAfterExpiry(each.getKey());
      }
      outline.auth(
          new Outline.OfAuth(
              each.getKey(), each.getValue().where(), type, members(each.getValue())));
    }
  }

  void readPolicy(Settings file) throws InvalidSettingsException {
    for (Map.Entry<String, Located> each : tables(file, "policy").entrySet()) {
      Settings table = table("policy", each.getKey(), each.getValue());
      builder.authorizer(each.getKey(), table.text("type"), table);
      outline.policy();
    }
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
    return members(at);
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
    return new Settings(members(at), path, at.where(), source);
  }

  private static Map<String, Located> members(Located at) {
    Map<String, Located> members = new LinkedHashMap<>();
    ((Map<?, ?>) at.value()).forEach((key, value) -> members.put((String) key, (Located) value));
    return members;
  }
}
