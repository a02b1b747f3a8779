// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.settings;

import io.drawbridge.auth.Located;
import io.drawbridge.auth.Settings;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLContext;

/**
 * Everything that is said about a proxy. Its parts are right in themselves; {@link #check} tells
 * whether they are right together.
 *
 * @param listeners in the order said
 * @param authenticators asked in this order
 * @param authorizers all must grant
 * @param targets what may be reached
 * @param rules the first that matches decides; none that matches means no
 * @param admission how many connections and tunnels there may be
 * @param limits what bounds every tunnel
 * @param relay how tunnels move bytes
 * @param timeouts how long the steps before a tunnel may take
 * @param liveness how jobs are watched
 * @param audit how attempts and closes are recorded; nothing is without it, and a gateway should
 *     have one
 * @param admin the loopback address of health, readiness and metrics, if they are served
 * @param plugins the directory the plugins' jars are in, if there is one
 * @param webTrust whom the plugins' web client trusts; the platform's authorities unless set
 * @param gateway on a job's own side the gateway that decides
 * @param loops how many event loops relay
 * @param drainGrace how long the listeners of a proxy that drains still accept, to refuse newcomers
 *     with the reason; never longer than the drain itself
 */
public record ProxySettings(
    List<ListenerSettings> listeners,
    List<AuthenticatorSettings> authenticators,
    List<AuthorizerSettings> authorizers,
    List<TargetSettings> targets,
    List<RuleSettings> rules,
    AdmissionSettings admission,
    LimitSettings limits,
    RelaySettings relay,
    TimeoutSettings timeouts,
    LivenessSettings liveness,
    Optional<AuditSettings> audit,
    Optional<InetSocketAddress> admin,
    Optional<Path> plugins,
    Optional<SSLContext> webTrust,
    Optional<GatewaySettings> gateway,
    int loops,
    Duration drainGrace) {
  /** One loop a processor, at most 8. */
  public static final int STANDARD_LOOPS =
      Math.max(1, Math.min(8, Runtime.getRuntime().availableProcessors()));

  /** As long as a refusal asks its client to wait (Retry-After), and a few probes of readiness. */
  public static final Duration STANDARD_DRAIN_GRACE = Duration.ofSeconds(5);

  private static final Bounds TOP = new Bounds("");

  /** Copies the lists; refuses loops not from 1 to 256, and a grace longer than 5 min. */
  public ProxySettings {
    listeners = List.copyOf(listeners);
    authenticators = List.copyOf(authenticators);
    authorizers = List.copyOf(authorizers);
    targets = List.copyOf(targets);
    rules = List.copyOf(rules);
    TOP.check("loops", loops, 1, 256);
    TOP.check("drain_grace", drainGrace, Duration.ZERO, Duration.ofMinutes(5));
  }

  /** The names of the targets, in order. */
  public List<String> targetNames() {
    return targets.stream().map(TargetSettings::name).toList();
  }

  /** The names of the authenticators, in order. */
  public List<String> authenticatorNames() {
    return authenticators.stream().map(AuthenticatorSettings::name).toList();
  }

  /**
   * Whether the parts are right together, which is asked before anything is made of them.
   *
   * @throws SettingException at the first that is not
   */
  public void check() {
    TOP.require(!listeners.isEmpty(), "listener", "there is none; add a [[listener]]");
    List<String> targetNames = targetNames();
    Set<InetSocketAddress> bound = new HashSet<>();
    for (ListenerSettings listener : listeners) {
      listener.check(targetNames);
      if (listener.address().get() instanceof InetSocketAddress address && address.getPort() != 0) {
        new Bounds("listener." + listener.name())
            .require(bound.add(address), "address", "another listener has it already");
      }
    }
    Set<String> names = new HashSet<>();
    for (TargetSettings target : targets) {
      target.check(gateway.isPresent());
      new Bounds("target." + target.name())
          .require(
              names.add(target.name().toLowerCase(Locale.ROOT)),
              "name",
              "another target has it already; names compare without case");
    }
    if (admin.isPresent()) {
      new Bounds("admin")
          .require(
              !admin.get().isUnresolved() && admin.get().getAddress().isLoopbackAddress(),
              "address",
              "it must be a loopback address and a port like 127.0.0.1:9443: whoever reaches it is"
                  + " not asked who they are");
    }
    gateway.ifPresent(GatewaySettings::check);
    RuleSettings.check(rules, targetNames, authenticatorNames());
    if (gateway.isEmpty()) {
      checkDeciders();
    }
  }

  /** Somebody must be able to say yes; else every job is refused, which is surely a mistake. */
  private void checkDeciders() {
    List<String> names = authenticatorNames();
    TOP.require(
        !names.isEmpty(),
        "auth",
        "there is none, so nobody could prove who they are; add an [auth.NAME] table");
    authenticators.forEach(each -> each.check(names));
    requireOneOfEachIssuer();
    TOP.require(
        !targets.isEmpty(),
        "target",
        "there is none, so there is nothing to reach; add a [[target]]");
    TOP.require(
        !rules.isEmpty() || !authorizers.isEmpty(),
        "rule",
        "there is neither a rule nor a policy: nobody would be let in; add a [[rule]]");
  }

  /** Two authenticators of one issuer: which of them decides would depend on their order alone. */
  private void requireOneOfEachIssuer() {
    Map<String, String> byIssuer = new HashMap<>();
    for (AuthenticatorSettings each : authenticators) {
      Optional<Settings> table = each.source().table();
      if (table.flatMap(t -> t.peek("issuer")).map(Located::value).orElse(null)
          instanceof String issuer) {
        String twin = byIssuer.put(issuer, each.name());
        new Bounds("auth." + each.name())
            .require(twin == null, "issuer", "auth." + twin + " has this issuer already");
      }
    }
  }
}
