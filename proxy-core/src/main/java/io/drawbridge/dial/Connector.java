// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.dial;

import io.drawbridge.leg.Channels;
import io.drawbridge.leg.Leg;
import io.drawbridge.leg.PlainLeg;
import io.drawbridge.leg.TlsFailure;
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
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;

/**
 * Connects to the first of several addresses that answers (Happy Eyeballs, RFC 8305 §5): the next
 * one is tried as soon as one has failed or has been silent for 250 ms, and the four latest silent
 * ones may still win. Addresses that failed lately are tried last. An interrupt closes what is
 * being dialled. Safe for concurrent use.
 */
final class Connector {
  /** RFC 8305 §5 recommends it as the Connection Attempt Delay. */
  private static final Duration NEXT_AFTER = Duration.ofMillis(250);

  /**
   * Attempts under way at once, a descriptor each. When a fifth begins, the first has been silent
   * for four delays: a second, after which the kernel asks anew (RFC 6298 §2.1) and a machine that
   * is there has mostly answered. RFC 8305 sets no bound; a name with 16 dead addresses would take
   * 16 descriptors for one tunnel.
   */
  private static final int MOST_UNDER_WAY = 4;

  /** Twice as long as the JDK keeps a name's addresses: one that is mended is found soon. */
  private final RecentFailures<InetSocketAddress> bad =
      new RecentFailures<>(Duration.ofSeconds(60));

  /** One attempt's end; without a failure the channel is connected. */
  private record Outcome(SocketChannel channel, Exception failure) {}

  /**
   * A connected, blocking channel; its leg sets what else it needs.
   *
   * @param name what the client calls the other side, for explanations
   * @throws RefusedException UNREACHABLE; TIMED_OUT if one of the addresses did not answer at all;
   *     OVERLOADED if this machine has no descriptor or no port left
   */
  SocketChannel connect(String name, List<InetAddress> addresses, int port, Deadline deadline)
      throws RefusedException, InterruptedException {
    // So a black hole among them costs one tunnel a quarter of a second, and not every one.
    Map<Boolean, List<InetSocketAddress>> isBad =
        addresses.stream()
            .map(each -> new InetSocketAddress(each, port))
            .collect(Collectors.partitioningBy(bad::contains));
    Deque<InetSocketAddress> order = new ArrayDeque<>(isBad.get(false));
    order.addAll(isBad.get(true));
    return new Dial(name, order, deadline).run();
  }

  /** The attempts of one dial, for the thread that dials. */
  private final class Dial {
    private final String name;
    private final Deque<InetSocketAddress> next;
    private final Deadline deadline;
    private final BlockingQueue<Outcome> outcomes = new LinkedBlockingQueue<>();
    private final SequencedMap<SocketChannel, InetSocketAddress> underWay = new LinkedHashMap<>();
    private final StringBuilder detail = new StringBuilder();
    private boolean silent;
    private Exception last;

    Dial(String name, Deque<InetSocketAddress> next, Deadline deadline) {
      this.name = name;
      this.next = next;
      this.deadline = deadline;
      this.silent = deadline.passed();
    }

    SocketChannel run() throws RefusedException, InterruptedException {
      try {
        while (!deadline.passed() && !(next.isEmpty() && underWay.isEmpty())) {
          if (!next.isEmpty()) {
            begin();
          }
          Outcome first = await();
          if (first != null && first.failure() == null) {
            return won(first.channel());
          } else if (first != null) {
            lost(underWay.remove(first.channel()), first.failure());
          }
        }
        throw refusal();
      } finally {
        underWay.keySet().forEach(Channels::close);
      }
    }

    private void begin() throws RefusedException {
      if (underWay.size() == MOST_UNDER_WAY) {
        giveUpOldest();
        silent = true;
      }
      SocketChannel channel;
      try {
        channel = SocketChannel.open();
      } catch (IOException e) {
        exhausted(e);
        return;
      }
      InetSocketAddress address = next.pop();
      underWay.put(channel, address);
      Thread.ofVirtual()
          .name("drawbridge-dial")
          .start(() -> outcomes.add(new Outcome(channel, failure(channel, address, deadline))));
    }

    /** The next one to end, but for those that were given up; null if it is time for another. */
    private Outcome await() throws InterruptedException {
      Deadline until = next.isEmpty() ? deadline : deadline.within(NEXT_AFTER);
      Outcome outcome;
      do {
        outcome = outcomes.poll(until.remainingNanos(), TimeUnit.NANOSECONDS);
      } while (outcome != null && !underWay.containsKey(outcome.channel()));
      return outcome;
    }

    /** What was tried before it and is silent still is bad. */
    private SocketChannel won(SocketChannel connected) {
      while (underWay.firstEntry().getKey() != connected) {
        giveUpOldest();
      }
      bad.remove(underWay.remove(connected));
      return connected;
    }

    private void giveUpOldest() {
      Map.Entry<SocketChannel, InetSocketAddress> oldest = underWay.pollFirstEntry();
      Channels.close(oldest.getKey());
      bad.add(oldest.getValue());
    }

    private void lost(InetSocketAddress address, Exception failure) throws RefusedException {
      bad.add(address);
      if (isExhaustion(failure, address)) {
        exhausted(failure);
        return;
      }
      silent |= isSilence(failure);
      last = failure;
      detail.append(detail.isEmpty() ? "" : "; ").append(address.getAddress().getHostAddress());
      detail.append(" port ").append(address.getPort()).append(' ').append(failure.getMessage());
    }

    /** What is under way may still win: no more are begun beside it. */
    private void exhausted(Exception cause) throws RefusedException {
      next.clear();
      if (underWay.isEmpty()) {
        throw new RefusedException(
            Refusal.OVERLOADED,
            "the gateway has no connection to spare",
            "dialling " + name + ": " + cause.getMessage());
      }
    }

    private RefusedException refusal() {
      return silent || !underWay.isEmpty()
          ? new RefusedException(
              Refusal.TIMED_OUT,
              name + " did not answer the connection in time",
              "no time: " + detail)
          : new RefusedException(
              Refusal.UNREACHABLE,
              last instanceof ConnectException
                  ? name + " refused the connection"
                  : name + " cannot be reached from the gateway",
              detail.toString());
    }
  }

  /** Connects, and answers what kept it from that. */
  private static Exception failure(
      SocketChannel channel, InetSocketAddress address, Deadline deadline) {
    try {
      channel.socket().connect(address, deadline.remainingMillis());
      // A port from the range of ephemeral ones with nobody listening can meet itself.
      return address.equals(channel.getLocalAddress())
          ? new ConnectException("connected to itself")
          : null;
    } catch (IOException | RuntimeException e) {
      return e;
    }
  }

  /** No port left. The same errno says that this machine has no IPv6, which is no overload. */
  private static boolean isExhaustion(Exception e, InetSocketAddress address) {
    return e instanceof BindException && address.getAddress() instanceof Inet4Address;
  }

  private static boolean isSilence(Exception e) {
    return e instanceof SocketTimeoutException
        || (e instanceof ConnectException
            && String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT).contains("timed out"));
  }

  /**
   * What is told of a side that failed once it was connected: to the client one of the sentences,
   * to the audit the cause.
   *
   * @param trusting what to do where the other side's certificate is not trusted
   */
  static RefusedException failed(
      IOException e, String side, String trusting, String late, String otherwise)
      throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException("the dial was ended");
    }
    String why = e instanceof SSLException tls ? TlsFailure.told(tls, trusting) : e.getMessage();
    return e instanceof SocketTimeoutException
        ? new RefusedException(Refusal.TIMED_OUT, late, side + ": " + why)
        : new RefusedException(Refusal.UNREACHABLE, otherwise, side + ": " + why);
  }

  /**
   * A leg over a connected channel, with TLS if it says whom to trust. Whatever goes wrong, a fault
   * included, closes the channel, which nobody else has in hand yet: lost descriptors would end in
   * a gateway that lets nobody in.
   */
  static Leg leg(
      SocketChannel channel, Optional<SSLContext> tls, String serverName, Deadline deadline)
      throws IOException {
    try {
      return tls.isEmpty()
          ? new PlainLeg(channel)
          : TlsLeg.connect(channel, tls.get(), serverName, deadline);
    } catch (IOException | RuntimeException | Error e) {
      Channels.close(channel);
      throw e;
    }
  }
}
