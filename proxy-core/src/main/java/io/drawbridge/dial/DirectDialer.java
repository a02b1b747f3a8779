// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.dial;

import io.drawbridge.leg.Leg;
import io.drawbridge.loop.Deadline;
import io.drawbridge.observe.Refusal;
import io.drawbridge.observe.RefusedException;
import io.drawbridge.upstream.Target;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Connects to the target itself. The addresses that are checked are the objects that are dialled:
 * the name is not looked up a second time. Safe for concurrent use.
 */
public final class DirectDialer implements Dialer {
  private static final String TRUSTING =
      "; if it is your own, name it as tls.authorities of the target";

  private final Resolver resolver;
  private final Connector connector = new Connector();
  private final AddressRules rules;
  private final Duration connectTimeout;
  private final Duration tlsTimeout;

  /**
   * A dialer.
   *
   * @param resolver for the targets' names; closed with the dialer
   * @param rules which addresses are never dialled
   * @param connectTimeout for all addresses of a target together
   * @param tlsTimeout for the handshake with a target that has TLS
   */
  public DirectDialer(
      Resolver resolver, AddressRules rules, Duration connectTimeout, Duration tlsTimeout) {
    this.resolver = resolver;
    this.rules = rules;
    this.connectTimeout = connectTimeout;
    this.tlsTimeout = tlsTimeout;
  }

  /** {@inheritDoc} A check is dialled like any other. */
  @Override
  public Leg dial(Target target, int port, boolean check, Deadline deadline)
      throws RefusedException, InterruptedException {
    List<InetAddress> addresses = allowed(target, port, resolver.resolve(target.host(), deadline));
    SocketChannel channel =
        connector.connect(target.name(), addresses, port, deadline.within(connectTimeout));
    return leg(channel, target, deadline.within(tlsTimeout));
  }

  private List<InetAddress> allowed(Target target, int port, List<InetAddress> addresses)
      throws RefusedException {
    List<InetAddress> allowed = new ArrayList<>();
    StringBuilder detail = new StringBuilder("no address that may be dialled");
    for (InetAddress address : addresses) {
      Optional<String> reason = rules.forbids(address, port, target.loopback());
      if (reason.isEmpty()) {
        allowed.add(address);
      } else {
        detail.append("; forbidden address ").append(address.getHostAddress());
        detail.append(": ").append(reason.get());
      }
    }
    if (allowed.isEmpty()) {
      throw new RefusedException(
          Refusal.UNREACHABLE,
          target.name() + " has no address that the gateway may use",
          detail.toString());
    }
    return allowed;
  }

  private static Leg leg(SocketChannel channel, Target target, Deadline deadline)
      throws RefusedException, InterruptedException {
    try {
      return Connector.leg(
          channel,
          target.tls().map(Target.Tls::context),
          target.tls().map(Target.Tls::serverName).orElse(""),
          deadline);
    } catch (IOException e) {
      throw Connector.failed(
          e,
          "TLS to the target",
          TRUSTING,
          target.name() + " did not finish TLS in time",
          target.name() + " failed in TLS");
    }
  }

  @Override
  public void close() {
    resolver.close();
  }
}
