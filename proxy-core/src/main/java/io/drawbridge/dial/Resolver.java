// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.dial;

import io.drawbridge.common.AddressLiteral;
import io.drawbridge.guard.BoundedCall;
import io.drawbridge.guard.Bulkhead;
import io.drawbridge.loop.Deadline;
import io.drawbridge.observe.Refusal;
import io.drawbridge.observe.RefusedException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Turns host names into addresses, on a bounded pool of platform threads of its own: the system's
 * resolver is native code that would hold a virtual thread's carrier. One look-up per name is in
 * flight, others join it; a failure is remembered for 5 s, successes by the JDK (30 s unless
 * configured there, as the program does). Safe for concurrent use.
 */
public final class Resolver implements AutoCloseable {
  /** Tried 250 ms apart (RFC 8305 §5) these take 4 s of the 5 s that connecting has. */
  private static final int MAX_ADDRESSES = 16;

  /** Half of what the JDK keeps one for (networkaddress.cache.negative.ttl). */
  private static final Duration FAILURE_KEPT = Duration.ofSeconds(5);

  /** The system's resolver, or a test's. */
  @FunctionalInterface
  interface Lookup {
    /** All addresses of a name, in the order of preference. */
    InetAddress[] all(String host) throws UnknownHostException;
  }

  private final ConcurrentMap<String, Flight> inFlight = new ConcurrentHashMap<>();
  private final RecentFailures<String> failed = new RecentFailures<>(FAILURE_KEPT);
  private final Bulkhead pool;
  private final Duration timeout;
  private final Lookup lookup;

  /**
   * A resolver that asks the system.
   *
   * @param threads how many names are looked up at once
   * @param queue how many more names may wait for that
   * @param timeout how long one caller waits
   */
  public Resolver(int threads, int queue, Duration timeout) {
    this(threads, queue, timeout, InetAddress::getAllByName);
  }

  Resolver(int threads, int queue, Duration timeout, Lookup lookup) {
    this.timeout = timeout;
    this.lookup = lookup;
    this.pool = new Bulkhead("drawbridge-names", threads, queue);
  }

  /**
   * The addresses of a host, at most 16, in the order of preference. An address literal is its own
   * answer; a text that only looks like one has none.
   *
   * @throws RefusedException UNREACHABLE if there is no address or no answer in time, OVERLOADED if
   *     too many names are being looked up
   * @throws InterruptedException if the calling thread was interrupted; the look-up goes on for
   *     others
   */
  public List<InetAddress> resolve(String host, Deadline deadline)
      throws RefusedException, InterruptedException {
    Optional<InetAddress> literal = AddressLiteral.parse(host);
    if (literal.isPresent()) {
      return List.of(literal.get());
    }
    if (!AddressLiteral.isHostName(host)) {
      throw unreachable("neither a host name nor an address", host);
    }
    String name = host.toLowerCase(Locale.ROOT);
    if (failed.contains(name)) {
      throw unreachable("no such host", host);
    }
    try {
      long nanos = deadline.within(timeout).remainingNanos();
      return lookUp(name).get(nanos, TimeUnit.NANOSECONDS);
    } catch (TimeoutException _) {
      throw unreachable("no answer from the name service in time", host);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RefusedException refused) {
        throw refused;
      }
      throw unreachable(String.valueOf(e.getCause()), host);
    }
  }

  /** One look-up under way, and those who wait for its answer. */
  private final class Flight {
    private final String name;
    private final CompletableFuture<List<InetAddress>> answer = new CompletableFuture<>();
    private final BoundedCall<Boolean> call = new BoundedCall<>(null, this::run, _ -> {});
    private final Deadline until = Deadline.after(timeout);

    Flight(String name) {
      this.name = name;
    }

    /** Whether nobody will ever answer: its time is over, and no thread is at it. */
    private boolean lost() {
      return until.passed() && call.state() != BoundedCall.State.RUNNING;
    }

    private boolean run() {
      try {
        List<InetAddress> addresses =
            Arrays.stream(lookup.all(name)).distinct().limit(MAX_ADDRESSES).toList();
        failed.remove(name);
        inFlight.remove(name, this);
        answer.complete(addresses);
      } catch (UnknownHostException _) {
        failed.add(name);
        fail(unreachable("no such host", name));
      } catch (RuntimeException | Error e) {
        // Whoever waits must hear of it; an error would otherwise look like a slow name service.
        fail(e);
      } finally {
        inFlight.remove(name, this);
      }
      return true;
    }

    private void fail(Throwable cause) {
      inFlight.remove(name, this);
      answer.completeExceptionally(cause);
    }
  }

  private CompletableFuture<List<InetAddress>> lookUp(String name) {
    Flight mine = new Flight(name);
    // One that was lost, with the thread that had it, would be this name's answer for ever.
    Flight under = inFlight.compute(name, (_, was) -> was == null || was.lost() ? mine : was);
    if (under != mine) {
      return under.answer;
    }
    boolean asked = false;
    try {
      asked = pool.offer(mine.call);
    } finally {
      if (!asked) {
        mine.fail(
            new RefusedException(
                Refusal.OVERLOADED,
                "too many names are being looked up",
                "look-ups full: " + name));
      }
    }
    return mine.answer;
  }

  /** The host is the operator's: the client learns that it failed, the audit which one. */
  private static RefusedException unreachable(String why, String host) {
    return new RefusedException(
        Refusal.UNREACHABLE, "the target's address cannot be found", why + ": " + host);
  }

  /** Ends the threads; one that is inside the system's resolver ends when that returns. */
  @Override
  public void close() {
    pool.closeNow();
    RefusedException away = new RefusedException(Refusal.DRAINING, "the gateway is going away");
    inFlight.values().forEach(waiting -> waiting.answer.completeExceptionally(away));
  }
}
