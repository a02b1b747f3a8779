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
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;

/**
 * Connects to the first of several addresses that answers (Happy Eyeballs, RFC 8305 §5): the next
 * one is tried as soon as one has failed or has been silent for 250 ms, and the silent ones may
 * still win. Addresses that failed lately are tried last. An interrupt closes what is being
 * dialled. Safe for concurrent use.
 */
final class Connector {
  /** RFC 8305 §5 recommends it as the Connection Attempt Delay. */
  private static final long NEXT_AFTER = Duration.ofMillis(250).toNanos();

  private final BadAddresses bad = new BadAddresses();

  /** One attempt's end; without a failure the channel is connected. */
  private record Outcome(InetSocketAddress address, SocketChannel channel, Exception failure) {}

  /**
   * A connected, blocking channel; its leg sets what else it needs.
   *
   * @param name what the client calls the other side, for explanations
   * @throws RefusedException UNREACHABLE; TIMED_OUT if one of the addresses did not answer at all;
   *     OVERLOADED if this machine has no descriptor or no port left
   */
  SocketChannel connect(String name, List<InetAddress> addresses, int port, Deadline deadline)
      throws RefusedException, InterruptedException {
    List<InetSocketAddress> order = bad.last(addresses, port);
    BlockingQueue<Outcome> outcomes = new LinkedBlockingQueue<>();
    List<SocketChannel> open = new ArrayList<>();
    Troubles troubles = new Troubles(name, deadline.passed());
    SocketChannel connected = null;
    try {
      int ended = 0;
      int most = order.size();
      while (connected == null && ended < most && !deadline.passed()) {
        try {
          if (open.size() < most) {
            begin(order.get(open.size()), open, outcomes, name, deadline);
          }
        } catch (RefusedException exhausted) {
          // What is under way may still win: no more are begun beside it.
          most = orThrow(exhausted, ended, open);
        }
        long wait = open.size() < most ? NEXT_AFTER : Long.MAX_VALUE;
        Outcome first =
            outcomes.poll(Math.min(wait, deadline.remainingNanos()), TimeUnit.NANOSECONDS);
        if (first != null && first.failure() == null) {
          connected = first.channel();
          bad.good(first.address());
        } else if (first != null) {
          ended++;
          most = lost(first, troubles, ended, open, most);
        }
      }
      troubles.silent |= connected == null && ended < open.size();
    } finally {
      giveUp(order, open, connected);
    }
    if (connected == null) {
      throw troubles.refusal();
    }
    return connected;
  }

  /** Notes a failed attempt; answers how many there will be. */
  private int lost(
      Outcome outcome, Troubles troubles, int ended, List<SocketChannel> open, int most)
      throws RefusedException {
    bad.remember(outcome.address());
    try {
      troubles.add(outcome.address(), outcome.failure());
      return most;
    } catch (RefusedException exhausted) {
      return orThrow(exhausted, ended, open);
    }
  }

  /** How many attempts there will be, now that no further one can begin. */
  private static int orThrow(RefusedException exhausted, int ended, List<SocketChannel> open)
      throws RefusedException {
    if (ended == open.size()) {
      throw exhausted;
    }
    return open.size();
  }

  /** Closes what did not win; what was tried before the winner and is silent still is bad. */
  private void giveUp(
      List<InetSocketAddress> order, List<SocketChannel> open, SocketChannel connected) {
    for (int i = 0; i < open.size(); i++) {
      if (open.get(i) != connected) {
        closeQuietly(open.get(i));
        if (connected != null && i < open.indexOf(connected)) {
          bad.remember(order.get(i));
        }
      }
    }
  }

  private static void begin(
      InetSocketAddress address,
      List<SocketChannel> open,
      BlockingQueue<Outcome> outcomes,
      String name,
      Deadline deadline)
      throws RefusedException {
    SocketChannel channel = open(name);
    open.add(channel);
    Thread.ofVirtual()
        .name("drawbridge-dial")
        .start(
            () -> {
              Exception failure = null;
              try {
                connect(channel, address, deadline);
              } catch (IOException | RuntimeException e) {
                failure = e;
              }
              outcomes.add(new Outcome(address, channel, failure));
            });
  }

  /** What the attempts ended in. */
  private static final class Troubles {
    private final String name;
    private final StringBuilder detail = new StringBuilder();
    private boolean silent;
    private Exception last;

    Troubles(String name, boolean silent) {
      this.name = name;
      this.silent = silent;
    }

    void add(InetSocketAddress address, Exception failure) throws RefusedException {
      if (isExhaustion(failure, address)) {
        throw overloaded(name, failure);
      }
      silent |= isSilence(failure);
      last = failure;
      detail.append(detail.isEmpty() ? "" : "; ").append(text(address)).append(' ');
      detail.append(failure.getMessage());
    }

    RefusedException refusal() {
      return silent
          ? new RefusedException(
              Refusal.TIMED_OUT,
              name + " did not answer the connection in time",
              "no time: " + detail)
          : new RefusedException(Refusal.UNREACHABLE, name + because(last), detail.toString());
    }
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
