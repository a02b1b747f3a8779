// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.dial;

import io.drawbridge.auth.Credentials;
import io.drawbridge.auth.Secret;
import io.drawbridge.leg.Leg;
import io.drawbridge.loop.Deadline;
import io.drawbridge.observe.Refusal;
import io.drawbridge.observe.RefusedException;
import io.drawbridge.settings.GatewaySettings;
import io.drawbridge.upstream.Target;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/**
 * Reaches targets through another gateway, with {@code CONNECT} and credentials. Safe for
 * concurrent use.
 */
public final class GatewayDialer implements Dialer {
  /** Begins the detail of a refusal whose cause is not the gateway: there is nothing to present. */
  public static final String NO_CREDENTIAL = "no credential: ";

  private static final Pattern TOKEN68 = Pattern.compile("[A-Za-z0-9._~+/-]+=*");
  private static final String END = "\r\n";

  private final Resolver resolver;
  private final Connector connector = new Connector();
  private final GatewaySettings settings;
  private final Duration connectTimeout;

  /**
   * A dialer with two threads of its own for the gateway's name.
   *
   * @param connectTimeout for connecting and, again, for the TLS handshake
   */
  public GatewayDialer(GatewaySettings settings, Duration connectTimeout) {
    this.settings = settings;
    this.connectTimeout = connectTimeout;
    this.resolver = new Resolver(2, 16, connectTimeout);
  }

  /**
   * {@inheritDoc}
   *
   * <p>The target's own port is not sent: the gateway knows it, and this side need not. A refusal
   * carries the gateway's line and its session's id.
   */
  @Override
  public Leg dial(Target target, int port, boolean check, Deadline deadline)
      throws RefusedException, InterruptedException {
    OptionalInt asked = port == target.port() ? OptionalInt.empty() : OptionalInt.of(port);
    Asked gateway = ask(target.name(), asked, check, deadline);
    if (!gateway.answer().open()) {
      gateway.leg().close();
      throw gateway.answer().refused();
    }
    return gateway.leg();
  }

  /**
   * Asks whether the way to a target's own port is open, the dial included, without opening it.
   *
   * @return the gateway's answer, whatever it is
   * @throws RefusedException UNREACHABLE, TIMED_OUT or OVERLOADED if there is none
   */
  public ConnectAnswer check(String target, Deadline deadline)
      throws RefusedException, InterruptedException {
    Asked gateway = ask(target, OptionalInt.empty(), true, deadline);
    gateway.leg().close();
    return gateway.answer();
  }

  private record Asked(Leg leg, ConnectAnswer answer) {}

  private Asked ask(String target, OptionalInt port, boolean check, Deadline deadline)
      throws RefusedException, InterruptedException {
    byte[] request = request(target, port, check, credentials());
    try {
      Leg leg = connect(deadline);
      try {
        leg.send(ByteBuffer.wrap(request), deadline);
        return new Asked(leg, ConnectAnswer.read(leg, deadline));
      } catch (Throwable e) {
        leg.close();
        throw e;
      }
    } catch (IOException e) {
      throw Connector.failed(
          e,
          "the gateway",
          "",
          "the gateway did not answer in time",
          "the connection to the gateway failed");
    } finally {
      Arrays.fill(request, (byte) 0);
    }
  }

  private Credentials credentials() throws RefusedException, InterruptedException {
    try {
      return settings.credentials();
    } catch (IOException e) {
      throw new RefusedException(Refusal.AUTHORITY_UNAVAILABLE, NO_CREDENTIAL + e.getMessage());
    }
  }

  /**
   * The bytes of the request. They hold secrets: overwrite after use.
   *
   * @param port none asks for the target's own port
   * @throws RefusedException BAD_REQUEST if a credential cannot be sent in a head: a line break in
   *     it would forge a field
   */
  private static byte[] request(
      String target, OptionalInt port, boolean check, Credentials credentials)
      throws RefusedException {
    String authority = port.isPresent() ? target + ":" + port.getAsInt() : target;
    StringBuilder head = new StringBuilder(4096);
    head.append("CONNECT ").append(authority).append(" HTTP/1.1").append(END);
    head.append("Host: ").append(authority).append(END);
    if (credentials.token().isPresent()) {
      head.append("Proxy-Authorization: ").append(authorization(credentials.token().get()));
      head.append(END);
    }
    for (String name : credentials.companionNames()) {
      head.append("Drawbridge-Credential: ").append(name).append(' ');
      head.append(companion(name, credentials.companion(name).orElseThrow())).append(END);
    }
    if (check) {
      head.append("Drawbridge-Intent: check").append(END);
    }
    return head.append(END).toString().getBytes(StandardCharsets.US_ASCII);
  }

  private static String authorization(Secret token) throws RefusedException {
    String text = token.reveal();
    if (TOKEN68.matcher(text).matches()) {
      return "Bearer " + text;
    }
    if (text.isEmpty() || text.chars().anyMatch(Character::isISOControl)) {
      throw new RefusedException(
          Refusal.BAD_REQUEST, "the token is empty or has a line break or control character in it");
    }
    byte[] pair = ("token:" + text).getBytes(StandardCharsets.UTF_8);
    return "Basic " + Base64.getEncoder().encodeToString(pair);
  }

  private static String companion(String name, Secret value) throws RefusedException {
    if (!TOKEN68.matcher(value.reveal()).matches()) {
      throw new RefusedException(
          Refusal.BAD_REQUEST, "the credential " + name + " has characters that cannot be sent");
    }
    return value.reveal();
  }

  private Leg connect(Deadline deadline)
      throws RefusedException, InterruptedException, IOException {
    List<InetAddress> addresses = resolver.resolve(settings.host(), deadline);
    SocketChannel channel =
        connector.connect(
            "the gateway", addresses, settings.port(), deadline.within(connectTimeout));
    return Connector.leg(channel, settings.tls(), settings.host(), deadline.within(connectTimeout));
  }

  @Override
  public void close() {
    resolver.close();
  }
}
