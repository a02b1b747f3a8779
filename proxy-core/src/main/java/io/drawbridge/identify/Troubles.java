// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.identify;

import io.drawbridge.common.Pace;
import io.drawbridge.guard.PluginObserver;
import io.drawbridge.guard.WatchedThread;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Asks the authenticators now and then whether they could let anybody in, so that an operator hears
 * of a lost key set or a refused token before the first job does. Safe for concurrent use.
 */
final class Troubles implements AutoCloseable {
  /** As the SPI promises: {@link io.drawbridge.auth.Authenticator#trouble}. */
  private static final Duration EVERY = Duration.ofSeconds(10);

  /** A trouble that lasts for hours must not fill the log. */
  private static final Duration TELL_EVERY = Duration.ofMinutes(1);

  private record Trouble(String why, long since, boolean told) {}

  private final List<GuardedAuthenticator> guarded;
  private final PluginObserver observer;
  private final LongSupplier ticker;
  private final Pace looks;
  private final Pace lines;
  private final WatchedThread thread;
  private volatile Map<String, Trouble> known = Map.of();

  Troubles(List<GuardedAuthenticator> guarded, PluginObserver observer, LongSupplier ticker) {
    this.guarded = guarded;
    this.observer = observer;
    this.ticker = ticker;
    this.looks = new Pace(ticker, EVERY);
    this.lines = new Pace(ticker, TELL_EVERY);
    this.thread = WatchedThread.start("drawbridge-troubles", this::look);
  }

  private long look() {
    // Whoever waits for the end of a trouble is to see it soon.
    if (looks.admits() || !known.isEmpty()) {
      Map<String, Trouble> now = new LinkedHashMap<>();
      for (GuardedAuthenticator each : guarded) {
        Optional<Trouble> before = Optional.ofNullable(known.get(each.name()));
        trouble(each, before.map(Trouble::why))
            .ifPresentOrElse(
                why -> now.put(each.name(), lasting(each.name(), why, before)),
                () -> before.filter(Trouble::told).ifPresent(it -> tellEnd(each.name(), it)));
      }
      known = Map.copyOf(now);
    }
    return EVERY.toNanos();
  }

  /** Tells one that is still there after a while: a start that fetches its first keys is none. */
  private Trouble lasting(String name, String why, Optional<Trouble> before) {
    long now = ticker.getAsLong();
    long since = before.map(Trouble::since).orElse(now);
    boolean tell = now - since >= EVERY.toNanos() && lines.admits(name);
    if (tell) {
      observer.noted(System.Logger.Level.ERROR, name, why);
    }
    return new Trouble(why, since, tell || before.isPresent() && before.get().told());
  }

  private void tellEnd(String name, Trouble over) {
    observer.noted(System.Logger.Level.INFO, name, "this is over: " + over.why());
  }

  private static Optional<String> trouble(GuardedAuthenticator of, Optional<String> before) {
    try {
      return of.trouble(before);
    } catch (InterruptedException _) {
      // Nobody interrupts this thread but a fault; it is asked again.
      return before;
    }
  }

  /** Why that one could let nobody in, as it said last. */
  Optional<String> known(String name) {
    return Optional.ofNullable(known.get(name)).map(Trouble::why);
  }

  @Override
  public void close() {
    thread.close();
  }
}
