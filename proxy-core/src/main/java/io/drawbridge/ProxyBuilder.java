// SPDX-License-Identifier: Apache-2.0
package io.drawbridge;

import io.drawbridge.auth.Authenticator;
import io.drawbridge.auth.AuthenticatorProvider;
import io.drawbridge.auth.Authorizer;
import io.drawbridge.auth.AuthorizerProvider;
import io.drawbridge.auth.InvalidSettingsException;
import io.drawbridge.auth.Settings;
import io.drawbridge.observe.SessionObserver;
import io.drawbridge.settings.AdmissionSettings;
import io.drawbridge.settings.AuditSettings;
import io.drawbridge.settings.AuthenticatorSettings;
import io.drawbridge.settings.AuthorizerSettings;
import io.drawbridge.settings.GatewaySettings;
import io.drawbridge.settings.LimitSettings;
import io.drawbridge.settings.ListenerSettings;
import io.drawbridge.settings.LivenessSettings;
import io.drawbridge.settings.PluginSource;
import io.drawbridge.settings.ProxySettings;
import io.drawbridge.settings.RelaySettings;
import io.drawbridge.settings.RuleSettings;
import io.drawbridge.settings.SettingException;
import io.drawbridge.settings.TargetSettings;
import io.drawbridge.settings.TimeoutSettings;
import io.drawbridge.wiring.Surroundings;
import io.drawbridge.wiring.Wiring;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLContext;

/**
 * Says what a proxy is to be; everything the configuration file can say, and plugin objects
 * besides. Not safe for threads; may start several proxies one after the other.
 */
public final class ProxyBuilder {
  private final Map<String, ListenerSettings> listeners = new LinkedHashMap<>();
  private final Map<String, AuthenticatorSettings> authenticators = new LinkedHashMap<>();
  private final Map<String, AuthorizerSettings> authorizers = new LinkedHashMap<>();
  private final Map<String, TargetSettings> targets = new LinkedHashMap<>();
  private final Map<String, RuleSettings> rules = new LinkedHashMap<>();
  private final List<SessionObserver> observers = new ArrayList<>();
  private AdmissionSettings admission = AdmissionSettings.STANDARD;
  private LimitSettings limits = LimitSettings.STANDARD;
  private RelaySettings relay = RelaySettings.STANDARD;
  private TimeoutSettings timeouts = TimeoutSettings.STANDARD;
  private LivenessSettings liveness = LivenessSettings.STANDARD;
  private Optional<AuditSettings> audit = Optional.empty();
  private Optional<GatewaySettings> gateway = Optional.empty();
  private Optional<Path> plugins = Optional.empty();
  private Optional<InetSocketAddress> admin = Optional.empty();
  private Optional<SSLContext> webTrust = Optional.empty();
  private int loops = ProxySettings.STANDARD_LOOPS;
  private Duration drainGrace = ProxySettings.STANDARD_DRAIN_GRACE;
  private System.Logger logger = System.getLogger("io.drawbridge");
  private InstantSource clock = InstantSource.system();

  ProxyBuilder() {}

  /** Adds a listener. A name that is already there is replaced, here and in all that follows. */
  public ProxyBuilder listener(String name, UnaryOperator<ListenerSettings> with) {
    listeners.put(name, with.apply(ListenerSettings.named(name)));
    return this;
  }

  /** The directory the plugins' jars are in. */
  public ProxyBuilder plugins(Path directory) {
    plugins = Optional.of(directory);
    return this;
  }

  /** Adds an authenticator of a plugin in the plugins' directory; asked in the order added. */
  public ProxyBuilder authenticator(String name, String type, Settings settings) {
    return authenticator(name, new PluginSource.ByType<>(type, settings));
  }

  /** Adds an authenticator made by a provider of the embedder's own. */
  public ProxyBuilder authenticator(
      String name, AuthenticatorProvider provider, Settings settings) {
    return authenticator(name, new PluginSource.ByProvider<>(provider, settings));
  }

  /** Adds an authenticator. It is closed with the proxy. */
  public ProxyBuilder authenticator(String name, Authenticator authenticator) {
    return authenticator(name, new PluginSource.Ready<>(authenticator));
  }

  private ProxyBuilder authenticator(String name, PluginSource<Authenticator> source) {
    // Whoever puts another in its place has not taken back what was demanded with it.
    authenticators.merge(
        name,
        AuthenticatorSettings.of(name, source),
        (was, now) -> now.companions(was.companions()).closeOnExpiry(was.closeOnExpiry()));
    return this;
  }

  private ProxyBuilder authorizer(String name, PluginSource<Authorizer> source) {
    authorizers.put(name, new AuthorizerSettings(name, source));
    return this;
  }

  /**
   * Demands further credentials with this authenticator's: each name is another authenticator's,
   * which must verify the companion of that name. Its claims are then {@code NAME.CLAIM}.
   *
   * @throws NoSuchElementException if there is no such authenticator yet
   */
  public ProxyBuilder companions(String authenticator, List<String> names) {
    authenticators.put(authenticator, known(authenticator).companions(names));
    return this;
  }

  /**
   * Lets tunnels of this authenticator's identities go on when their credential's life ends.
   *
   * @throws NoSuchElementException if there is no such authenticator yet
   */
  public ProxyBuilder keepAfterExpiry(String authenticator) {
    authenticators.put(authenticator, known(authenticator).closeOnExpiry(false));
    return this;
  }

  private AuthenticatorSettings known(String authenticator) {
    return Optional.ofNullable(authenticators.get(authenticator))
        .orElseThrow(
            () -> new NoSuchElementException("no authenticator is called " + authenticator));
  }

  /** Adds an authorizer of a plugin in the plugins' directory; all must grant. */
  public ProxyBuilder authorizer(String name, String type, Settings settings) {
    return authorizer(name, new PluginSource.ByType<>(type, settings));
  }

  /** Adds an authorizer made by a provider of the embedder's own. */
  public ProxyBuilder authorizer(String name, AuthorizerProvider provider, Settings settings) {
    return authorizer(name, new PluginSource.ByProvider<>(provider, settings));
  }

  /** Adds an authorizer. It is closed with the proxy. */
  public ProxyBuilder authorizer(String name, Authorizer authorizer) {
    return authorizer(name, new PluginSource.Ready<>(authorizer));
  }

  /** Adds a target. */
  public ProxyBuilder target(String name, UnaryOperator<TargetSettings> with) {
    targets.put(name, with.apply(TargetSettings.named(name)));
    return this;
  }

  /** Adds a rule. The first that matches decides; none that matches means no. */
  public ProxyBuilder rule(String name, UnaryOperator<RuleSettings> with) {
    rules.put(name, with.apply(RuleSettings.named(name)));
    return this;
  }

  /** How many connections and tunnels there may be. */
  public ProxyBuilder admission(UnaryOperator<AdmissionSettings> with) {
    admission = with.apply(admission);
    return this;
  }

  /** What bounds every tunnel. */
  public ProxyBuilder limits(UnaryOperator<LimitSettings> with) {
    limits = with.apply(limits);
    return this;
  }

  /** How tunnels move bytes. */
  public ProxyBuilder relay(UnaryOperator<RelaySettings> with) {
    relay = with.apply(relay);
    return this;
  }

  /** How long the steps before a tunnel may take. */
  public ProxyBuilder timeouts(UnaryOperator<TimeoutSettings> with) {
    timeouts = with.apply(timeouts);
    return this;
  }

  /** How jobs are watched. */
  public ProxyBuilder liveness(UnaryOperator<LivenessSettings> with) {
    liveness = with.apply(liveness);
    return this;
  }

  /** Where attempts and closes are recorded. Without it nothing is; a gateway should have one. */
  public ProxyBuilder audit(Path file, UnaryOperator<AuditSettings> with) {
    audit = Optional.of(with.apply(AuditSettings.to(file)));
    return this;
  }

  /** Health, readiness and metrics on this loopback address. */
  public ProxyBuilder admin(InetSocketAddress address) {
    admin = Optional.of(address);
    return this;
  }

  /**
   * Makes this a job's own side: local listeners let in whoever can connect, and every connection
   * goes through the gateway, which decides. Targets need no address then.
   */
  public ProxyBuilder gateway(UnaryOperator<GatewaySettings> with) {
    gateway = Optional.of(with.apply(gateway.orElse(GatewaySettings.UNSET)));
    return this;
  }

  /** Whom the plugins' web client trusts; the platform's certificate authorities unless set. */
  public ProxyBuilder webTrust(SSLContext context) {
    webTrust = Optional.of(context);
    return this;
  }

  /** Told what happens to sessions. */
  public ProxyBuilder observer(SessionObserver observer) {
    observers.add(observer);
    return this;
  }

  /** Where the proxy and its plugins log; {@code System.getLogger("io.drawbridge")} unless set. */
  public ProxyBuilder logger(System.Logger own) {
    logger = own;
    return this;
  }

  /** The wall clock; the system's unless set. */
  public ProxyBuilder clock(InstantSource own) {
    clock = own;
    return this;
  }

  /** How many event loops relay; one a processor, at most 8, unless set. */
  public ProxyBuilder loops(int number) {
    loops = number;
    return this;
  }

  /** How long, while it drains, the listeners still accept and say so; 5 s unless set. */
  public ProxyBuilder drainGrace(Duration grace) {
    drainGrace = grace;
    return this;
  }

  /** What was said so far; {@link ProxySettings#check} tells whether it is right together. */
  public ProxySettings settings() {
    return new ProxySettings(
        List.copyOf(listeners.values()),
        List.copyOf(authenticators.values()),
        List.copyOf(authorizers.values()),
        List.copyOf(targets.values()),
        List.copyOf(rules.values()),
        admission,
        limits,
        relay,
        timeouts,
        liveness,
        audit,
        admin,
        plugins,
        webTrust,
        gateway,
        loops,
        drainGrace);
  }

  /**
   * Starts the proxy: plugins loaded, audit open, listeners bound and accepting, in this order.
   *
   * @throws InvalidSettingsException if what was said cannot be
   * @throws IOException if an address, a file or a certificate cannot be used
   */
  public Proxy start() throws InvalidSettingsException, IOException {
    ProxySettings said;
    try {
      said = settings();
    } catch (SettingException e) {
      throw new InvalidSettingsException(e.getMessage());
    }
    return new Proxy(Wiring.start(said, new Surroundings(logger, clock, observers, false)));
  }
}
