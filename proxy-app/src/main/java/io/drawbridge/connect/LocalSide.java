// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.connect;

import io.drawbridge.Proxy;
import io.drawbridge.ProxyBuilder;
import io.drawbridge.auth.InvalidSettingsException;
import io.drawbridge.command.CommandException;
import io.drawbridge.command.Configurations;
import io.drawbridge.command.Console;
import io.drawbridge.command.ExitCode;
import io.drawbridge.command.Notices;
import io.drawbridge.common.HostPort;
import io.drawbridge.observe.Attempt;
import io.drawbridge.observe.Ending;
import io.drawbridge.observe.Refusal;
import io.drawbridge.observe.SessionObserver;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The engine with local listeners, and a gateway behind them. */
record LocalSide(Notices notices, Inquiries inquiries, Optional<PrivateSocket> socket, Proxy proxy)
    implements AutoCloseable {
  /** Getting to the gateway and its answer, which comes within 10 s of its accept. */
  private static final Duration LONGEST = Duration.ofSeconds(20);

  private static final Duration CONNECT = Duration.ofSeconds(10);
  private static final Duration NEVER = Duration.ofHours(24);

  /** Starts a listener for each route; UNREACHABLE if an address is in use. */
  static LocalSide start(ConnectPlan plan, Console console) throws CommandException {
    Optional<PrivateSocket> socket = Optional.empty();
    if (plan.routes().getFirst().address() instanceof UnixDomainSocketAddress unix) {
      socket = Optional.of(PrivateSocket.at(unix.getPath()));
    }
    Notices notices = new Notices(console.err());
    Inquiries inquiries =
        new Inquiries(
            target -> GatewayCheck.ask(plan.gatewaySettings(), target, GatewayCheck.STANDARD),
            trouble -> GatewayTrouble.sentence(plan.gateway(), trouble),
            notices);
    try {
      Telling telling = new Telling(plan.gateway(), notices, inquiries, new ConcurrentHashMap<>());
      Proxy proxy = builder(plan, socket, telling).start();
      if (socket.isPresent()) {
        socket.get().publish();
      }
      return new LocalSide(notices, inquiries, socket, proxy);
    } catch (IOException | InvalidSettingsException e) {
      socket.ifPresent(PrivateSocket::close);
      inquiries.close();
      notices.close();
      throw new CommandException(
          e instanceof IOException ? ExitCode.UNREACHABLE : ExitCode.USAGE,
          e instanceof IOException io ? localAddress(io) : e.getMessage());
    }
  }

  /** Of a listener only the engine knows; here it is the local address of a target. */
  private static String localAddress(IOException e) {
    return Configurations.whyNotStarted(e)
        .replaceFirst("^listener (\\S+): ", "the local address of $1, ");
  }

  private static ProxyBuilder builder(
      ConnectPlan plan, Optional<PrivateSocket> socket, Telling telling) {
    ProxyBuilder builder =
        Proxy.builder()
            .gateway(_ -> plan.gatewaySettings())
            .loops(1)
            .timeouts(t -> t.total(LONGEST).connect(CONNECT))
            // The gateway bounds the tunnels: a shorter limit here would undo what it allows.
            .limits(l -> l.halfClosed(NEVER).stalled(NEVER))
            .observer(telling);
    for (Route route : plan.routes()) {
      SocketAddress address =
          socket.<SocketAddress>map(PrivateSocket::address).orElse(route.address());
      builder.target(route.target(), unaddressed -> unaddressed);
      builder.listener(route.target(), l -> l.address(address).directTo(route.target()));
    }
    return builder;
  }

  /** Where a route is to be found, with the port that was chosen for port 0. */
  SocketAddress address(Route route) {
    return socket.isPresent() ? route.address() : proxy.address(route.target());
  }

  /** Resets every tunnel, and lets no other one begin. */
  void reset() {
    proxy.close();
  }

  @Override
  public void close() {
    reset();
    inquiries.close();
    socket.ifPresent(PrivateSocket::close);
    notices.close();
  }

  /** Tells the job's log what its programs cannot: why a connection ended. */
  private record Telling(
      HostPort gateway, Notices notices, Inquiries inquiries, Map<String, String> targets)
      implements SessionObserver {
    @Override
    public void granted(Attempt attempt) {
      targets.put(attempt.session(), attempt.target());
    }

    @Override
    public void refused(Attempt attempt) {
      if (attempt.refusal().equals(Optional.of(Refusal.DRAINING))) {
        // This side is ending: that is what was asked for.
        return;
      }
      String text = attempt.explanation();
      String answer = "the gateway answered ";
      notices.tell(
          attempt.target()
              + ": "
              + (text.startsWith(answer) ? text : GatewayTrouble.sentence(gateway, text)));
    }

    @Override
    public void closed(Ending ending) {
      String target = targets.remove(ending.session());
      // An expression, so that a reason more does not compile until it is said what it means here.
      Runnable told =
          switch (ending.reason()) {
            case COMPLETED, CLIENT_RESET, CLOSED_BY_TLS12, DRAINED -> () -> {};
            case TARGET_RESET, TRUNCATED -> () -> inquiries.brokenOff(target);
            case IDLE,
                LIFETIME,
                BYTES,
                STALLED,
                HALF_CLOSED,
                JOB_ENDED,
                AUTHORITY_LOST,
                TOKEN_EXPIRED,
                REVOKED,
                KILLED,
                GATEWAY_LOST,
                INTERNAL ->
                () -> notices.tell(target + ": a tunnel was ended here: " + ending.reason());
          };
      told.run();
    }
  }
}
