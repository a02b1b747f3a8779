// SPDX-License-Identifier: Apache-2.0
package io.drawbridge;

import io.drawbridge.auth.Authenticator;
import io.drawbridge.auth.AuthenticatorProvider;
import io.drawbridge.auth.Authorizer;
import io.drawbridge.auth.AuthorizerProvider;
import io.drawbridge.auth.InvalidSettingsException;
import io.drawbridge.auth.Settings;
import io.drawbridge.observe.SessionObserver;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;

/**
 * Says what a proxy is to be; everything the configuration file can say, and plugin objects
 * besides. Not safe for threads; may start several proxies one after the other.
 */
public final class ProxyBuilder {
  public final Map<String, ListenerOptions> listeners = new LinkedHashMap<>();
  public final Map<String, PluginChoice<Authenticator, AuthenticatorProvider>> authenticators =
      new LinkedHashMap<>();
  public final Map<String, PluginChoice<Authorizer, AuthorizerProvider>> authorizers =
      new LinkedHashMap<>();
  public final Map<String, TargetOptions> targets = new LinkedHashMap<>();
  public final Map<String, RuleOptions> rules = new LinkedHashMap<>();
  public final Set<String> keptAfterExpiry = new LinkedHashSet<>();
  public final Map<String, List<String>> companions = new LinkedHashMap<>();
  public final LimitOptions limits = new LimitOptions();
  public final RelayOptions relay = new RelayOptions();
  public final TimeoutOptions timeouts = new TimeoutOptions();
  public final LivenessOptions liveness = new LivenessOptions();
  public final AuditOptions audit = new AuditOptions();
  final GatewayOptions gateway = new GatewayOptions();
  final List<SessionObserver> observers = new ArrayList<>();
  public Optional<Path> auditFile = Optional.empty();
  public Optional<Path> plugins = Optional.empty();
  public Optional<InetSocketAddress> admin = Optional.empty();
  public Optional<SSLContext> webTrust = Optional.empty();
  System.Logger logger = System.getLogger("io.drawbridge");
  InstantSource clock = InstantSource.system();
  boolean throughGateway;
  boolean offline;
  public int loops = Math.max(1, Math.min(8, Runtime.getRuntime().availableProcessors()));

  public ProxyBuilder() {}

  /** Adds a listener. A name that is already there is replaced, here and in all that follows. */
  public ProxyBuilder listener(String name, Consumer<ListenerOptions> options) {
    listeners.put(name, filled(new ListenerOptions(), options));
    return this;
  }

  /** The directory the plugins' jars are in. */
  public ProxyBuilder plugins(Path directory) {
    plugins = Optional.of(directory);
    return this;
  }

  /** Adds an authenticator of a plugin in the plugins' directory; asked in the order added. */
  public ProxyBuilder authenticator(String name, String type, Settings settings) {
    authenticators.put(name, new PluginChoice.ByType<>(type, settings));
    return this;
  }

  /** Adds an authenticator made by a provider of the embedder's own. */
  public ProxyBuilder authenticator(
      String name, AuthenticatorProvider provider, Settings settings) {
    authenticators.put(name, new PluginChoice.ByProvider<>(provider, settings));
    return this;
  }

  /** Adds an authenticator. It is closed with the proxy. */
  public ProxyBuilder authenticator(String name, Authenticator authenticator) {
    authenticators.put(name, new PluginChoice.Ready<>(authenticator));
    return this;
  }

  /**
   * Demands further credentials with this authenticator's: each name is another authenticator's,
   * which must verify the companion of that name. Its claims are then {@code NAME.CLAIM}.
   */
  public ProxyBuilder companions(String authenticator, List<String> names) {
    companions.put(authenticator, List.copyOf(names));
    return this;
  }

  /** Lets tunnels of this authenticator's identities go on when their credential's life ends. */
  public ProxyBuilder keepAfterExpiry(String authenticator) {
    keptAfterExpiry.add(authenticator);
    return this;
  }

  /** Adds an authorizer of a plugin in the plugins' directory; all must grant. */
  public ProxyBuilder authorizer(String name, String type, Settings settings) {
    authorizers.put(name, new PluginChoice.ByType<>(type, settings));
    return this;
  }

  /** Adds an authorizer made by a provider of the embedder's own. */
  public ProxyBuilder authorizer(String name, AuthorizerProvider provider, Settings settings) {
    authorizers.put(name, new PluginChoice.ByProvider<>(provider, settings));
    return this;
  }

  /** Adds an authorizer. It is closed with the proxy. */
  public ProxyBuilder authorizer(String name, Authorizer authorizer) {
    authorizers.put(name, new PluginChoice.Ready<>(authorizer));
    return this;
  }

  /** Adds a target. */
  public ProxyBuilder target(String name, Consumer<TargetOptions> options) {
    targets.put(name, filled(new TargetOptions(), options));
    return this;
  }

  /** Adds a rule. The first that matches decides; none that matches means no. */
  public ProxyBuilder rule(String name, Consumer<RuleOptions> options) {
    rules.put(name, filled(new RuleOptions(), options));
    return this;
  }

  /** Bounds of the gateway as a whole. */
  public ProxyBuilder limits(Consumer<LimitOptions> options) {
    options.accept(limits);
    return this;
  }

  /** How tunnels move bytes. */
  public ProxyBuilder relay(Consumer<RelayOptions> options) {
    options.accept(relay);
    return this;
  }

  /** How long the steps before a tunnel may take. */
  public ProxyBuilder timeouts(Consumer<TimeoutOptions> options) {
    options.accept(timeouts);
    return this;
  }

  /** How jobs are watched. */
  public ProxyBuilder liveness(Consumer<LivenessOptions> options) {
    options.accept(liveness);
    return this;
  }

  /** Where attempts and closes are recorded. Without it nothing is; a gateway should have one. */
  public ProxyBuilder audit(Path file, Consumer<AuditOptions> options) {
    auditFile = Optional.of(file);
    options.accept(audit);
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
  public ProxyBuilder gateway(Consumer<GatewayOptions> options) {
    throughGateway = true;
    options.accept(gateway);
    return this;
  }

  /** Whom the plugins' web client trusts; the platform's certificate authorities unless set. */
  public ProxyBuilder webTrust(SSLContext context) {
    webTrust = Optional.of(context);
    return this;
  }

  /** Plugins ask nobody over the web: to check a configuration away from its network. */
  public ProxyBuilder offline() {
    offline = true;
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

  /**
   * Starts the proxy: plugins loaded, audit open, listeners bound and accepting, in this order.
   *
   * @throws InvalidSettingsException if what was said cannot be
   * @throws IOException if an address, a file or a certificate cannot be used
   */
  public Proxy start() throws InvalidSettingsException, IOException {
    return Wiring.start(this);
  }

  /**
   * Decides without serving: plugins and rules are made, nothing is bound or recorded.
   *
   * @throws InvalidSettingsException if what was said cannot be
   */
  public Inspection inspect() throws InvalidSettingsException {
    return Inspection.of(this);
  }

  private static <T> T filled(T options, Consumer<T> by) {
    by.accept(options);
    return options;
  }
}
