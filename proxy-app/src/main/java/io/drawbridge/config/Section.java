// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.config;

import io.drawbridge.auth.InvalidSettingsException;
import io.drawbridge.auth.Settings;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The tables of the configuration, and the keys that each of them knows. */
public enum Section {
  FILE(
      "The file",
      "plugins",
      "loops",
      "drain",
      "drain_grace",
      "listener",
      "auth",
      "policy",
      "target",
      "rule",
      "limits",
      "relay",
      "timeouts",
      "liveness",
      "audit",
      "admin",
      "web"),
  LISTENER("`[[listener]]`", "name", "address", "door", "tls", "plaintext", "max_head", "backlog"),
  LISTENER_TLS("`listener.tls`", "certificate", "key", "store", "password", "protocols"),
  AUTH("`[auth.NAME]`", "type", "companions", "close_on_expiry"),
  POLICY("`[policy.NAME]`", "type"),
  TARGET("`[[target]]`", "name", "address", "ports", "loopback", "tls", "max_tunnels"),
  TARGET_TLS("`target.tls`", "authorities", "server_name"),
  RULE("`[[rule]]`", "name", "to", "auth", "when", "limits", "shadow", "replaces"),
  RULE_LIMITS(
      "`rule.limits`", "lifetime", "idle", "bytes", "tunnels_per_job", "tunnels_per_principal"),
  LIMITS(
      "`[limits]`",
      "strangers",
      "strangers_per_source",
      "tunnels",
      "tunnels_per_job",
      "tunnels_per_principal",
      "lifetime",
      "untracked_lifetime",
      "untracked_idle",
      "bytes",
      "half_closed",
      "stalled",
      "after_expiry"),
  RELAY("`[relay]`", "splice", "pipes"),
  TIMEOUTS(
      "`[timeouts]`",
      "total",
      "tls",
      "head",
      "authentication",
      "policy",
      "names",
      "connect",
      "audit"),
  LIVENESS(
      "`[liveness]`",
      "interval",
      "unknown_grace",
      "canceling_grace",
      "call",
      "requests_per_minute"),
  AUDIT("`[audit]`", "file", "mode", "durability", "refusals_per_minute", "max_bytes"),
  ADMIN("`[admin]`", "address"),
  WEB("`[web]`", "authorities");

  private final String title;
  private final List<String> keys;

  Section(String title, String... keys) {
    this.title = title;
    this.keys = List.of(keys);
  }

  /** How the heading of its part of the documentation calls it. */
  String title() {
    return title;
  }

  List<String> keys() {
    return keys;
  }

  /**
   * Refuses unknown keys. Called before any value is read: a misspelt key is told as that, and not
   * as the one that is missing for it.
   */
  Settings of(Settings table) throws InvalidSettingsException {
    keys.forEach(table::has);
    table.finish();
    return table;
  }

  /** Refuses a second use of a name. */
  public static final class Names {
    private final Map<String, String> places = new LinkedHashMap<>();

    /** The name of a table, which no other table of its kind has. */
    public String of(Settings table) throws InvalidSettingsException {
      String name = table.text("name");
      String earlier = places.putIfAbsent(name.toLowerCase(java.util.Locale.ROOT), table.where());
      if (earlier != null) {
        throw table.invalid("name", "\"" + name + "\" is taken, at " + earlier);
      }
      return name;
    }
  }
}
