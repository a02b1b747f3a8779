// SPDX-License-Identifier: Apache-2.0
package io.drawbridge;

import io.drawbridge.auth.InvalidSettingsException;
import io.drawbridge.leg.TlsTrust;
import io.drawbridge.policy.Condition;
import io.drawbridge.policy.Rule;
import io.drawbridge.policy.Rules;
import io.drawbridge.session.Capacity;
import io.drawbridge.session.Timeouts;
import io.drawbridge.session.TunnelBounds;
import io.drawbridge.upstream.Target;
import io.drawbridge.upstream.Targets;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import javax.net.ssl.SSLContext;

/** Turns options into the values that the floors below work with. */
final class Parts {
  private Parts() {}

  static Targets targets(ProxyBuilder from) throws InvalidSettingsException {
    List<Target> targets = new ArrayList<>();
    for (Map.Entry<String, TargetOptions> each : from.targets.entrySet()) {
      targets.add(target(each.getKey(), each.getValue(), from.throughGateway));
    }
    try {
      return new Targets(targets);
    } catch (IllegalArgumentException e) {
      throw new InvalidSettingsException(e.getMessage());
    }
  }

  private static Target target(String name, TargetOptions o, boolean throughGateway)
      throws InvalidSettingsException {
    // Through a gateway the name alone travels, and any port may be asked for.
    int port = throughGateway && o.port == 0 ? 1 : o.port;
    Set<Integer> ports = new TreeSet<>(o.ports);
    ports.add(port);
    try {
      if (o.host.isEmpty() && !throughGateway) {
        throw new IllegalArgumentException("its address is missing");
      }
      return new Target(name, o.host, port, ports, o.loopback, tls(o), o.maxTunnels);
    } catch (IllegalArgumentException | IOException e) {
      throw new InvalidSettingsException("target " + name + ": " + e.getMessage());
    }
  }

  private static Optional<Target.Tls> tls(TargetOptions o) throws IOException {
    if (!o.tls) {
      return Optional.empty();
    }
    SSLContext context =
        o.context.isPresent()
            ? o.context.get()
            : o.authorities.isPresent() ? TlsTrust.of(o.authorities.get()) : TlsTrust.platform();
    return Optional.of(new Target.Tls(context, o.serverName.orElse(o.host)));
  }

  static Optional<Rules> rules(ProxyBuilder from, Targets targets) throws InvalidSettingsException {
    if (from.rules.isEmpty()) {
      return Optional.empty();
    }
    List<Rule> rules = new ArrayList<>();
    for (Map.Entry<String, RuleOptions> each : from.rules.entrySet()) {
      rules.add(rule(from, targets, each.getKey(), each.getValue()));
    }
    try {
      return Optional.of(new Rules(rules));
    } catch (IllegalArgumentException e) {
      throw new InvalidSettingsException("rules: " + e.getMessage());
    }
  }

  private static Rule rule(ProxyBuilder from, Targets targets, String name, RuleOptions o)
      throws InvalidSettingsException {
    List<String> to = new ArrayList<>();
    for (String named : o.to) {
      Optional<Target> target = targets.find(named);
      require(target.isPresent(), name, "to names " + named + ", which is no target");
      to.add(target.get().name());
    }
    require(!o.to.isEmpty(), name, "to is missing: the targets it is about");
    require(
        o.auth.isEmpty() || from.authenticators.containsKey(o.auth.get()),
        name,
        "auth names " + o.auth.orElse("") + ", which is no authenticator");
    require(
        o.auth.isPresent() || from.authenticators.size() < 2,
        name,
        "auth is missing: with several authenticators a rule says whose identities it is about");
    Map<String, Condition> when = new LinkedHashMap<>();
    for (Map.Entry<String, Object> condition : o.when.entrySet()) {
      try {
        when.put(condition.getKey(), Condition.of(condition.getValue()));
      } catch (IllegalArgumentException e) {
        throw new InvalidSettingsException(
            "rule " + name + ": when." + condition.getKey() + ": " + e.getMessage());
      }
    }
    require(o.shadow || o.replaces.isEmpty(), name, "replaces is for a shadow rule");
    return new Rule(name, to, o.auth, when, o.limits, o.shadow, o.replaces);
  }

  private static void require(boolean held, String rule, String message)
      throws InvalidSettingsException {
    if (!held) {
      throw new InvalidSettingsException("rule " + rule + ": " + message);
    }
  }

  /** Somebody must be able to say yes; else every job is refused, which is surely a mistake. */
  static void requireDecider(ProxyBuilder from) throws InvalidSettingsException {
    if (from.authenticators.isEmpty()) {
      throw new InvalidSettingsException(
          "there is no authenticator: nobody could prove who they are; add an [auth.NAME] table");
    }
    if (from.rules.isEmpty() && from.authorizers.isEmpty()) {
      throw new InvalidSettingsException(
          "there is neither a rule nor an authorizer: nobody would be let in; add a [[rule]]");
    }
    if (!from.rules.isEmpty() && from.rules.values().stream().allMatch(rule -> rule.shadow)) {
      // Beside an authorizer they would either deny everybody or be compared with nothing.
      throw new InvalidSettingsException(
          "every rule is a shadow rule: there is none in force to compare them with");
    }
  }

  /** What would otherwise be found out only when half of the proxy stands. */
  static void requireUsable(ProxyBuilder from) throws InvalidSettingsException {
    if (from.listeners.isEmpty()) {
      throw new InvalidSettingsException("there is no listener");
    }
    if (from.loops < 1) {
      throw new InvalidSettingsException("there is at least one loop");
    }
    if (from.admin.isPresent()
        && (from.admin.get().isUnresolved()
            || !from.admin.get().getAddress().isLoopbackAddress())) {
      throw new InvalidSettingsException(
          "admin: "
              + from.admin.get().getHostString()
              + " is not on loopback: whoever reaches it is not asked who they are");
    }
  }

  static Timeouts timeouts(TimeoutOptions o) throws InvalidSettingsException {
    for (Duration each :
        List.of(o.total, o.tls, o.head, o.authentication, o.policy, o.names, o.connect, o.audit)) {
      if (each.compareTo(Duration.ofMillis(200)) < 0) {
        throw new InvalidSettingsException("a timeout is at least 200 ms");
      }
    }
    return new Timeouts(o.total, o.tls, o.head, o.names, o.connect);
  }

  static Capacity capacity(LimitOptions o, int strangers, int tunnels)
      throws InvalidSettingsException {
    try {
      return new Capacity(
          strangers, o.strangersPerSource, tunnels, o.tunnelsPerJob, o.tunnelsPerPrincipal);
    } catch (IllegalArgumentException e) {
      throw new InvalidSettingsException("limits: " + e.getMessage());
    }
  }

  static TunnelBounds bounds(ProxyBuilder from) throws InvalidSettingsException {
    LimitOptions o = from.limits;
    for (Duration each :
        List.of(
            o.lifetime.orElse(o.halfClosed),
            o.untrackedLifetime,
            o.untrackedIdle,
            o.halfClosed,
            o.stalled)) {
      if (!each.isPositive()) {
        throw new InvalidSettingsException("limits: a time must be positive");
      }
    }
    if (o.afterExpiry.isNegative() || o.bytes.orElse(1) < 1) {
      throw new InvalidSettingsException("limits: after_expiry or bytes is too small");
    }
    if (o.untrackedLifetime.compareTo(Duration.ofHours(24)) > 0) {
      throw new InvalidSettingsException("limits: an untracked tunnel lives at most 24 h");
    }
    return new TunnelBounds(
        o.lifetime,
        o.untrackedLifetime,
        o.untrackedIdle,
        o.bytes,
        o.halfClosed,
        o.stalled,
        o.afterExpiry,
        Set.copyOf(from.keptAfterExpiry),
        !from.throughGateway);
  }

  /** The names of all claims that a rule looks at: the audit records these. */
  static Set<String> auditedClaims(Optional<Rules> rules) {
    return rules.map(Rules::claimNames).orElse(Set.of());
  }
}
