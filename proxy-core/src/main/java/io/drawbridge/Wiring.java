// SPDX-License-Identifier: Apache-2.0
package io.drawbridge;

import io.drawbridge.admin.AdminChecks;
import io.drawbridge.admin.AdminServer;
import io.drawbridge.audit.AuditLog;
import io.drawbridge.audit.AuditSettings;
import io.drawbridge.auth.InvalidSettingsException;
import io.drawbridge.dial.AddressRules;
import io.drawbridge.dial.Dialer;
import io.drawbridge.dial.DirectDialer;
import io.drawbridge.dial.GatewayDialer;
import io.drawbridge.dial.Resolver;
import io.drawbridge.guard.LogQueue;
import io.drawbridge.liveness.LivenessPolls;
import io.drawbridge.loop.LoopGroup;
import io.drawbridge.observe.SessionObserver;
import io.drawbridge.policy.Rules;
import io.drawbridge.session.Access;
import io.drawbridge.session.Engine;
import io.drawbridge.session.Journal;
import io.drawbridge.session.Listener;
import io.drawbridge.session.LocalAccess;
import io.drawbridge.session.PolicedAccess;
import io.drawbridge.session.Sessions;
import io.drawbridge.session.Timeouts;
import io.drawbridge.session.TunnelBounds;
import io.drawbridge.splice.PipePool;
import io.drawbridge.telemetry.Metrics;
import io.drawbridge.tunnel.Splicing;
import io.drawbridge.upstream.Targets;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/** Makes the parts and joins them, in the order that lets nothing be open before it is guarded. */
final class Wiring {
  private final ProxyBuilder from;
  private final LogQueue log;
  private final Closing closing;
  private final Metrics metrics = new Metrics();
  private final List<Listener> listeners = new CopyOnWriteArrayList<>();
  private Optional<PluginObjects> plugins = Optional.empty();
  private Optional<LivenessPolls> polls = Optional.empty();
  private volatile Optional<InetSocketAddress> adminAddress = Optional.empty();

  private Wiring(ProxyBuilder from) {
    this.from = from;
    this.log = new LogQueue(from.logger);
    this.closing = new Closing(log);
    // Held first, so that it is closed last: it still takes what the others say.
    closing.hold(log);
  }

  static Proxy start(ProxyBuilder from) throws InvalidSettingsException, IOException {
    Wiring wiring = new Wiring(from);
    boolean started = false;
    try {
      Proxy proxy = wiring.start();
      started = true;
      return proxy;
    } finally {
      if (!started) {
        wiring.closing.close();
      }
    }
  }

  private Proxy start() throws InvalidSettingsException, IOException {
    Parts.requireUsable(from);
    Targets targets = Parts.targets(from);
    Optional<Rules> rules = Parts.rules(from, targets);
    Timeouts timeouts = Parts.timeouts(from.timeouts);
    TunnelBounds bounds = Parts.bounds(from);
    Sessions sessions = closing.hold(new Sessions(Descriptors.capacity(from.limits, from.relay)));
    Access access = from.throughGateway ? new LocalAccess() : policed(rules);
    Optional<AuditLog> audit = audit(Parts.auditedClaims(rules));
    List<SessionObserver> observers = new ArrayList<>(from.observers);
    observers.add(metrics);
    // Held before the loops, so that it is closed after them: their tunnels give pipes back.
    PipePool pipes = closing.hold(pipes());
    Engine engine =
        new Engine(
            targets,
            access,
            closing.hold(dialer()),
            new Journal(audit, observers),
            closing.hold(loops()),
            new Splicing(pipes),
            timeouts,
            bounds,
            sessions,
            from.clock);
    for (Map.Entry<String, ListenerOptions> each : from.listeners.entrySet()) {
      listeners.add(closing.hold(listener(engine, each.getKey(), each.getValue())));
    }
    Readiness readiness = new Readiness(sessions, audit, engine.loops(), plugins, polls);
    Gauges.register(metrics, engine, listeners);
    Optional<AdminServer> admin = admin(readiness);
    listeners.forEach(Listener::start);
    return new Proxy(listeners, sessions, admin, readiness::problems, closing);
  }

  private Listener listener(Engine engine, String name, ListenerOptions options)
      throws InvalidSettingsException, IOException {
    return Listener.bind(
        engine,
        Fronts.of(name, options, from, log),
        line -> log.log(System.Logger.Level.ERROR, "listener {0}: {1}", name, line));
  }

  private Access policed(Optional<Rules> rules) throws InvalidSettingsException {
    Parts.requireDecider(from);
    PluginObjects objects =
        closing.hold(PluginObjects.create(from, log, new PluginEvents(metrics, log)));
    LivenessPolls watched = closing.hold(objects.polls(from.liveness));
    objects.authenticators().watchTroubles();
    plugins = Optional.of(objects);
    polls = Optional.of(watched);
    Gauges.register(metrics, objects, watched);
    return new PolicedAccess(objects.authenticators(), rules, objects.authorizers(), watched);
  }

  private Optional<AuditLog> audit(Set<String> claims) throws IOException {
    if (from.auditFile.isEmpty()) {
      return Optional.empty();
    }
    AuditLog log =
        closing.hold(
            AuditLog.open(
                new AuditSettings(
                    from.auditFile.get(),
                    from.audit.required,
                    from.audit.disk,
                    from.timeouts.audit,
                    from.audit.strangersPerMinute,
                    from.audit.maxBytes.orElse(0),
                    claims)));
    Gauges.register(metrics, log);
    return Optional.of(log);
  }

  private LoopGroup loops() {
    return LoopGroup.start(
        "drawbridge-loop",
        from.loops,
        fault ->
            log.log(
                System.Logger.Level.ERROR,
                "a fault on an event loop ended a tunnel; please report it",
                fault));
  }

  private PipePool pipes() throws InvalidSettingsException {
    int pipes = Descriptors.pipes(from.relay);
    return pipes > 0 ? PipePool.open(pipes) : PipePool.none();
  }

  private Dialer dialer() throws InvalidSettingsException {
    if (from.throughGateway) {
      return new GatewayDialer(Fronts.gateway(from.gateway, from.timeouts.connect));
    }
    Resolver resolver = closing.hold(new Resolver(32, 256, from.timeouts.names));
    return new DirectDialer(
        resolver, new AddressRules(this::own), from.timeouts.connect, from.timeouts.tls);
  }

  /** The proxy's own addresses, which nobody may reach through it. */
  private Collection<InetSocketAddress> own() {
    List<InetSocketAddress> own = new ArrayList<>();
    for (Listener listener : listeners) {
      try {
        SocketAddress bound = listener.address();
        if (bound instanceof InetSocketAddress internet) {
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

  private Optional<AdminServer> admin(Readiness readiness) throws IOException {
    if (from.admin.isEmpty()) {
      return Optional.empty();
    }
    AdminServer server =
        closing.hold(
            AdminServer.start(
                from.admin.get(),
                new AdminChecks(readiness::live, readiness::problems),
                metrics::text));
    adminAddress = Optional.of(server.address());
    return Optional.of(server);
  }
}
