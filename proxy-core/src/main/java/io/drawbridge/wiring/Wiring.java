// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.wiring;

import io.drawbridge.admin.AdminServer;
import io.drawbridge.audit.AuditLog;
import io.drawbridge.auth.InvalidSettingsException;
import io.drawbridge.dial.AddressRules;
import io.drawbridge.dial.Dialer;
import io.drawbridge.dial.DirectDialer;
import io.drawbridge.dial.GatewayDialer;
import io.drawbridge.dial.Resolver;
import io.drawbridge.guard.LogQueue;
import io.drawbridge.guard.PluginObserver;
import io.drawbridge.guard.VirtualThreadWatch;
import io.drawbridge.liveness.LivenessPolls;
import io.drawbridge.loop.LoopGroup;
import io.drawbridge.observe.SessionObserver;
import io.drawbridge.policy.Rules;
import io.drawbridge.session.Access;
import io.drawbridge.session.EffectiveLimits;
import io.drawbridge.session.Engine;
import io.drawbridge.session.Frontend;
import io.drawbridge.session.HandshakePool;
import io.drawbridge.session.Listener;
import io.drawbridge.session.PolicedAccess;
import io.drawbridge.session.SessionEvents;
import io.drawbridge.session.Sessions;
import io.drawbridge.settings.AdmissionSettings;
import io.drawbridge.settings.AuthenticatorSettings;
import io.drawbridge.settings.ListenerSettings;
import io.drawbridge.settings.ProxySettings;
import io.drawbridge.settings.SettingException;
import io.drawbridge.settings.TimeoutSettings;
import io.drawbridge.splice.PipePool;
import io.drawbridge.telemetry.Metrics;
import io.drawbridge.upstream.Targets;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Makes the parts and joins them, in the order that lets nothing be open before it is guarded. */
public final class Wiring {
  private final ProxySettings settings;
  private final Surroundings surroundings;
  private final LogQueue logger;
  private final Closing closing;
  private final Metrics metrics = new Metrics();
  private final List<Listener> listeners = new CopyOnWriteArrayList<>();
  private volatile Optional<InetSocketAddress> adminAddress = Optional.empty();

  private Wiring(ProxySettings settings, Surroundings surroundings) {
    this.settings = settings;
    this.logger = new LogQueue(surroundings.logger());
    this.surroundings = surroundings.logger(logger);
    this.closing = new Closing(logger);
    // Held first, so that it is closed last: it still takes what the others say.
    closing.hold(logger);
  }

  /**
   * Starts a proxy: plugins loaded, audit open, listeners bound and accepting, in this order. What
   * was begun is closed again when something fails.
   *
   * @throws InvalidSettingsException if the settings cannot be
   * @throws IOException if an address, a file or a certificate cannot be used
   */
  public static RunningProxy start(ProxySettings settings, Surroundings surroundings)
      throws InvalidSettingsException, IOException {
    Wiring wiring = new Wiring(settings, surroundings);
    boolean started = false;
    try {
      RunningProxy proxy = wiring.start();
      started = true;
      return proxy;
    } catch (SettingException e) {
      throw new InvalidSettingsException(e.getMessage());
    } finally {
      if (!started) {
        wiring.closing.close();
      }
    }
  }

  private RunningProxy start() throws InvalidSettingsException, IOException {
    settings.check();
    VirtualThreadWatch virtualThreads = closing.hold(new VirtualThreadWatch());
    Targets targets = Targets.of(settings);
    Optional<Rules> rules = Rules.of(settings.rules());
    AdmissionSettings capacity = Descriptors.admission(settings.admission(), settings.relay());
    Sessions sessions = closing.hold(new Sessions(capacity));
    Access access = settings.gateway().isPresent() ? new Access.Local() : policed(rules);
    Optional<AuditLog> audit = audit(rules.map(Rules::claimNames).orElse(Set.of()));
    List<SessionObserver> observers = new ArrayList<>(surroundings.observers());
    observers.add(metrics);
    // Held before the loops, so that it is closed after them: their tunnels give pipes back.
    PipePool pipes = closing.hold(PipePool.open(Descriptors.pipes(settings.relay())));
    Engine engine =
        new Engine(
            targets,
            access,
            closing.hold(dialer()),
            new SessionEvents(audit, observers),
            // Each stranger has at most one handshake in line.
            closing.hold(new HandshakePool(capacity.strangers())),
            closing.hold(loops()),
            pipes,
            settings.timeouts(),
            limits(),
            sessions,
            surroundings.clock());
    return open(engine, audit, virtualThreads);
  }

  /** Listeners are bound first and accept last, when whoever asks is told how things are. */
  private RunningProxy open(
      Engine engine, Optional<AuditLog> audit, VirtualThreadWatch virtualThreads)
      throws InvalidSettingsException, IOException {
    for (ListenerSettings each : settings.listeners()) {
      listeners.add(closing.hold(listener(engine, each)));
    }
    CertificateWatch certificates = closing.hold(new CertificateWatch(listeners, logger));
    Readiness readiness = new Readiness(engine, audit, listeners, virtualThreads, certificates);
    Gauges.register(metrics, engine, listeners);
    certificates.register(metrics);
    if (settings.admin().isPresent()) {
      AdminServer server =
          closing.hold(
              AdminServer.start(
                  settings.admin().get(), readiness::live, readiness::problems, metrics::text));
      adminAddress = Optional.of(server.address());
    }
    listeners.forEach(Listener::start);
    return new RunningProxy(
        listeners,
        engine.sessions(),
        adminAddress,
        readiness::problems,
        settings.drainGrace(),
        closing::close);
  }

  private EffectiveLimits limits() {
    Set<String> kept =
        settings.authenticators().stream()
            .filter(each -> !each.closeOnExpiry())
            .map(AuthenticatorSettings::name)
            .collect(Collectors.toSet());
    return new EffectiveLimits(settings.limits(), kept, settings.gateway().isEmpty());
  }

  private Listener listener(Engine engine, ListenerSettings each) throws IOException {
    Consumer<String> problems =
        line -> logger.log(System.Logger.Level.ERROR, "listener {0}: {1}", each.name(), line);
    return Listener.bind(engine, Frontend.of(each), problems);
  }

  private Access policed(Optional<Rules> rules) throws InvalidSettingsException {
    PluginObjects objects =
        closing.hold(PluginObjects.create(settings, surroundings, new PluginEvents()));
    LivenessPolls watched =
        closing.hold(
            new LivenessPolls(
                settings.liveness(),
                (authenticator, line) ->
                    logger.log(System.Logger.Level.WARNING, "auth.{0}: {1}", authenticator, line)));
    objects.authenticators().watchTroubles();
    return new PolicedAccess(objects.authenticators(), rules, objects.authorizers(), watched);
  }

  private Optional<AuditLog> audit(Set<String> claims) throws IOException {
    if (settings.audit().isEmpty()) {
      return Optional.empty();
    }
    AuditLog log;
    try {
      log = AuditLog.open(settings.audit().get(), settings.timeouts().audit(), claims);
    } catch (IOException e) {
      throw new IOException("audit.file: " + e.getMessage(), e);
    }
    closing.hold(log);
    metrics.gauge("drawbridge_audit_waiting", "Records that wait to be written.", log::waiting);
    return Optional.of(log);
  }

  private LoopGroup loops() {
    return LoopGroup.start(
        "drawbridge-loop",
        settings.loops(),
        fault ->
            logger.log(
                System.Logger.Level.ERROR,
                "a fault on an event loop ended a tunnel; please report it",
                fault),
        surroundings.clock());
  }

  private Dialer dialer() {
    TimeoutSettings timeouts = settings.timeouts();
    if (settings.gateway().isPresent()) {
      return new GatewayDialer(settings.gateway().get(), timeouts.connect());
    }
    // Where the name service is dead, each thread is held for as long as a look-up may take.
    Resolver resolver = closing.hold(new Resolver(32, 256, timeouts.names()));
    return new DirectDialer(
        resolver, new AddressRules(this::own), timeouts.connect(), timeouts.tls());
  }

  /** The proxy's own addresses, which nobody may reach through it. */
  private Collection<InetSocketAddress> own() {
    List<InetSocketAddress> own = new ArrayList<>();
    for (Listener listener : listeners) {
      try {
        if (listener.address() instanceof InetSocketAddress internet) {
          own.add(internet);
        }
      } catch (IOException _) {
        // Closed: nobody can reach it any more.
        continue;
      }
    }
    adminAddress.ifPresent(own::add);
    return own;
  }

  /** Hands what plugins do to the metrics, and what an operator should look at to the log. */
  private final class PluginEvents implements PluginObserver {
    @Override
    public void called(String plugin, Duration took, boolean fault) {
      metrics.pluginCall(plugin, took, fault);
    }

    @Override
    public void quarantined(String plugin, boolean on) {
      metrics.pluginQuarantined(plugin, on);
      logger.log(
          on ? System.Logger.Level.ERROR : System.Logger.Level.INFO,
          on
              ? "plugin {0} failed several times in a row and is asked every 30 s only"
              : "plugin {0} answers again",
          plugin);
    }

    @Override
    public void noted(System.Logger.Level level, String plugin, String line) {
      logger.log(level, "plugin {0}: {1}", plugin, line);
    }
  }
}
