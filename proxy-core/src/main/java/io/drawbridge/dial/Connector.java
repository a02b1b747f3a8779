// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.dial;

import io.drawbridge.leg.Leg;
import io.drawbridge.leg.PlainLeg;
import io.drawbridge.leg.TlsLeg;
import io.drawbridge.loop.Deadline;
import io.drawbridge.observe.Refusal;
import io.drawbridge.observe.RefusedException;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.channels.SocketChannel;
import java.nio.channels.UnsupportedAddressTypeException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * Connects to the first of several addresses that answers. Each gets its share of the time that is
 * left, so that a black hole among them does not eat the others' chance. An interrupt closes the
 * channel being dialled.
 */
final class Connector {
  private Connector() {}

  /**
   * A connected, blocking channel; its leg sets what else it needs.
   *
   * @param name what the client calls the other side, for explanations
   * @throws RefusedException UNREACHABLE; TIMED_OUT if one of the addresses did not answer at all;
   *     OVERLOADED if this machine has no descriptor or no port left
   */
  static SocketChannel connect(
      String name, List<InetAddress> addresses, int port, Deadline deadline)
      throws RefusedException, InterruptedException {
    StringBuilder detail = new StringBuilder();
    boolean silent = deadline.passed();
    Exception last = null;
    for (int i = 0; i < addresses.size() && !deadline.passed(); i++) {
      InetSocketAddress address = new InetSocketAddress(addresses.get(i), port);
      long share = deadline.remainingNanos() / (addresses.size() - i);
      SocketChannel channel = open(name);
      try {
        connect(channel, address, deadline.within(Duration.ofNanos(share)));
        return channel;
      } catch (IOException | UnsupportedAddressTypeException e) {
        closeQuietly(channel);
        if (Thread.interrupted()) {
          throw new InterruptedException("the dial was ended");
        }
        if (isExhaustion(e, address)) {
          throw overloaded(name, e);
        }
        silent |= isSilence(e);
        last = e;
        detail.append(detail.isEmpty() ? "" : "; ").append(text(address)).append(' ');
        detail.append(e.getMessage());
      }
    }
    throw silent
        ? new RefusedException(
            Refusal.TIMED_OUT,
            name + " did not answer the connection in time",
            "no time: " + detail)
        : new RefusedException(Refusal.UNREACHABLE, name + because(last), detail.toString());
  }

  private static SocketChannel open(String name) throws RefusedException {
    try {
      return SocketChannel.open();
    } catch (IOException e) {
      throw overloaded(name, e);
    }
  }

  private static void connect(SocketChannel channel, InetSocketAddress address, Deadline deadline)
      throws IOException {
    channel.socket().connect(address, deadline.remainingMillis());
    if (address.equals(channel.getLocalAddress())) {
      // A port from the range of ephemeral ones with nobody listening can meet itself.
      throw new ConnectException("connected to itself");
    }
  }

  private static String because(Exception last) {
    return last instanceof ConnectException
        ? " refused the connection"
        : " cannot be reached from the gateway";
  }

  /**
   * No port left. The same errno says of an IPv6 address that this machine has no IPv6, which is no
   * overload.
   */
  private static boolean isExhaustion(Exception e, InetSocketAddress address) {
    return e instanceof BindException && address.getAddress() instanceof Inet4Address;
  }

  private static boolean isSilence(Exception e) {
    return e instanceof SocketTimeoutException
        || (e instanceof ConnectException
            && String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT).contains("timed out"));
  }

  private static RefusedException overloaded(String name, Exception cause) {
    return new RefusedException(
        Refusal.OVERLOADED,
        "the gateway has no connection to spare",
        "dialling " + name + ": " + cause.getMessage());
  }

  private static String text(InetSocketAddress address) {
    return address.getAddress().getHostAddress() + " port " + address.getPort();
  }

  /**
   * A leg over a connected channel. Whatever goes wrong on the way, a fault included, closes the
   * channel: nobody else has it in hand yet, and lost descriptors would end in a gateway that lets
   * nobody in.
   *
   * @param tls whom to trust, for a leg with TLS
   * @param serverName the name its certificate must have
   * @throws IOException if the handshake fails
   */
  static Leg leg(
      SocketChannel channel, Optional<SSLContext> tls, String serverName, Deadline deadline)
      throws IOException {
    try {
      return tls.isEmpty()
          ? new PlainLeg(channel)
          : TlsLeg.connect(channel, tls.get(), serverName, deadline);
    } catch (IOException | RuntimeException | Error e) {
      closeQuietly(channel);
      throw e;
    }
  }

  /** Closes; what goes wrong then changes nothing any more. */
  static void closeQuietly(SocketChannel channel) {
    try {
      channel.close();
    } catch (IOException _) {
      // The descriptor is gone in any case.
    }
  }
}
