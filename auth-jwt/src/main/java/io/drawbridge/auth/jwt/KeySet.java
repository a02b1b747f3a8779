// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.auth.jwt;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;

/**
 * An issuer's keys, kept and fetched again in time, for all who need them at once. A good set is
 * replaced by a good set only. For a key that it does not have it is fetched once more, at most
 * every 30 s, so that invented names cost the issuer nothing. Safe for concurrent use.
 */
final class KeySet implements AutoCloseable {
  /** How long after its beginning a late refresh is waited for before the old set serves on. */
  private static final long LATE_WAIT = Duration.ofSeconds(1).toNanos();

  /**
   * How long a token waits in all for keys it cannot do without. Below the gateway's deadline of
   * three seconds: a call that runs into it counts as a fault of the plugin, a slow issuer is none.
   */
  private static final long KEY_WAIT = Duration.ofSeconds(2).toNanos();

  /**
   * How many tokens wait at once while there are keys for others. Half of the gateway's threads:
   * invented key names and a slow issuer must not keep tokens out whose keys are known.
   */
  private static final int MOST_WAITING = 16;

  private final String issuer;
  private final KeySource source;
  private final KeyTiming timing;
  private final InstantSource clock;
  private final System.Logger logger;
  private final Semaphore waiting = new Semaphore(MOST_WAITING);
  private volatile Snapshot snapshot;

  // The rest is guarded by this.
  private Fetch fetch;
  private Instant lastAttempt;
  private Instant lastUnknown;
  private int failures;
  private String failure = "they have not been fetched yet";
  private boolean closed;

  private record Snapshot(PublicKeys keys, Instant fetchedAt) {}

  sealed interface Lookup {
    /** The key, and until when the answer may be remembered. */
    record Found(VerificationKey key, Instant freshUntil) implements Lookup {}

    /** The issuer does not publish it, or only in a form that cannot be used. */
    record Missing(String explanation) implements Lookup {}

    record Unavailable(String explanation) implements Lookup {}
  }

  /** A set that has fetched nothing yet; {@code issuer} is for messages. */
  KeySet(
      String issuer,
      KeySource source,
      KeyTiming timing,
      InstantSource clock,
      System.Logger logger) {
    this.issuer = issuer;
    this.source = source;
    this.timing = timing;
    this.clock = clock;
    this.logger = logger;
  }

  void prime() {
    refresh(null);
  }

  /** Finds a key by its name; may wait for a fetch. */
  Lookup find(String kid) throws InterruptedException {
    long until = System.nanoTime() + KEY_WAIT;
    Snapshot known = current(until);
    if (known == null) {
      return new Lookup.Unavailable(unavailable());
    }
    Lookup found = in(known, kid);
    // Twice: a fetch that was under way may have begun before the issuer had the new key.
    for (int round = 0; round < 2 && found == null; round++) {
      Fetch again = refreshForUnknown(known);
      if (again != null && !awaitBesides(again, until)) {
        return new Lookup.Unavailable("the keys of " + issuer + " are slow to come; try again");
      }
      if (again == null && snapshot == known) {
        break;
      }
      known = snapshot;
      found = in(known, kid);
    }
    if (found != null) {
      return found;
    }
    synchronized (this) {
      return failures > 0
          ? new Lookup.Unavailable(unavailable())
          : new Lookup.Missing(
              "the issuer does not publish the token's key "
                  + Fault.keyId(kid)
                  + "; if it has just changed its keys, try again in half a minute");
    }
  }

  private Lookup in(Snapshot set, String kid) {
    VerificationKey key = set.keys().get(kid);
    if (key != null) {
      return new Lookup.Found(key, set.fetchedAt().plus(timing.ttl()));
    }
    String why = set.keys().whyUnusable(kid);
    return why == null
        ? null
        : new Lookup.Missing("the token's key " + Fault.keyId(kid) + " cannot be used: " + why);
  }

  /** The set that may be used now, or {@code null}. */
  private Snapshot current(long until) throws InterruptedException {
    Snapshot set = snapshot;
    if (set == null) {
      Fetch first = refresh(null);
      if (first != null) {
        first.await(until);
      }
      return snapshot;
    }
    Duration age = age(set);
    // A clock that was turned back would keep a withdrawn key for as long as it was turned.
    if (age.isNegative() || age.compareTo(timing.ttl()) >= 0) {
      Fetch late = refresh(set);
      if (late != null && age.compareTo(timing.stale()) > 0) {
        late.await(until);
      } else if (late != null && !lastFailed()) {
        awaitBesides(late, late.began() + LATE_WAIT);
      }
      set = snapshot;
      return age(set).compareTo(timing.stale()) > 0 ? null : set;
    }
    if (age.compareTo(timing.ahead()) >= 0) {
      refresh(set);
    }
    return set;
  }

  /** Waits for a fetch, unless enough others do: whether it has ended in time. */
  private boolean awaitBesides(Fetch running, long until) throws InterruptedException {
    if (!waiting.tryAcquire()) {
      return false;
    }
    try {
      return running.await(until);
    } finally {
      waiting.release();
    }
  }

  private synchronized boolean lastFailed() {
    return failures > 0;
  }

  private Duration age(Snapshot set) {
    return Duration.between(set.fetchedAt(), clock.instant());
  }

  private synchronized String unavailable() {
    return "the keys of " + issuer + " cannot be had: " + failure;
  }

  /**
   * The fetch under way or a new one; {@code null} soon after a failed one, and where another set
   * than the known one has come in meanwhile.
   */
  private synchronized Fetch refresh(Snapshot known) {
    if (fetch == null && snapshot == known && !within(lastAttempt, KeyTiming.pause(failures))) {
      begin();
    }
    return fetch;
  }

  private synchronized Fetch refreshForUnknown(Snapshot known) {
    if (fetch == null
        && snapshot == known
        && !within(lastUnknown, KeyTiming.UNKNOWN_KEY_INTERVAL)
        && !within(lastAttempt, KeyTiming.pause(failures))) {
      lastUnknown = clock.instant();
      begin();
    }
    return fetch;
  }

  /** Whether less than the span has passed; a clock that was turned back does not count. */
  private boolean within(Instant since, Duration span) {
    Duration passed = since == null ? span : Duration.between(since, clock.instant());
    return !passed.isNegative() && passed.compareTo(span) < 0;
  }

  private void begin() {
    if (closed) {
      return;
    }
    lastAttempt = clock.instant();
    Fetch begun =
        new Fetch(
            new CompletableFuture<>(),
            Thread.ofPlatform().daemon().name("keys of " + issuer).unstarted(this::run),
            System.nanoTime());
    begun.thread().start();
    // Last, so that a thread that could not be started leaves nobody waiting for it. The fetch
    // itself cannot end before: it needs the lock for that.
    fetch = begun;
  }

  private void run() {
    Instant asked = clock.instant();
    PublicKeys keys = null;
    String problem = "the fetch failed";
    try {
      keys = PublicKeys.read(source.fetch());
    } catch (IOException | UnusableKeysException e) {
      problem = e.getMessage();
    } catch (InterruptedException _) {
      problem = "the gateway stops";
    } catch (RuntimeException e) {
      problem = "the fetch failed with " + e.getClass().getSimpleName();
    } finally {
      settle(keys, asked, problem);
    }
  }

  private void settle(PublicKeys keys, Instant asked, String problem) {
    CompletableFuture<Void> done;
    Snapshot before = snapshot;
    boolean told;
    boolean again;
    synchronized (this) {
      done = fetch.done();
      fetch = null;
      told = !closed;
      again = failures > 0;
      if (keys == null) {
        failures++;
        failure = problem;
      } else {
        failures = 0;
        snapshot = new Snapshot(keys, asked);
      }
    }
    try {
      if (keys == null && told) {
        logger.log(Level.WARNING, unavailable());
      } else if (keys != null && (again || before == null || !before.keys().isLike(keys))) {
        logger.log(Level.INFO, "keys of " + issuer + ": " + Fault.quote(keys.names()));
        keys.warning(issuer).ifPresent(line -> logger.log(Level.WARNING, line));
      }
    } finally {
      done.complete(null);
    }
  }

  /** Why nobody can be verified now, if so; the keys are fetched then, if it is time. */
  Optional<String> trouble() {
    Snapshot set = snapshot;
    boolean usable = set != null && age(set).compareTo(timing.stale()) <= 0;
    return usable || refresh(set) == null && set != snapshot
        ? Optional.empty()
        : Optional.of(unavailable());
  }

  /** Ends a fetch under way and begins no other. */
  @Override
  public void close() {
    Fetch running;
    synchronized (this) {
      closed = true;
      running = fetch;
    }
    if (running != null) {
      running.thread().interrupt();
    }
  }
}
