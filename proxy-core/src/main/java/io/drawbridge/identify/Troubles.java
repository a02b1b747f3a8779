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

/**
 * Asks the authenticators now and then whether they could let anybody in, so that an operator hears
 * of a lost key set or a refused token before the first job does. Safe for concurrent use.
 */
final class Troubles implements AutoCloseable {
  /** As the SPI promises: {@link io.drawbridge.auth.Authenticator#trouble}. */
  private static final Duration EVERY = Duration.ofSeconds(10);

  /** A trouble that lasts for hours must not fill the log. */
  private static final Duration TELL_EVERY = Duration.ofMinutes(1);

  private final List<GuardedAuthenticator> guarded;
  private final PluginObserver observer;
  private final Pace looks = new Pace(System::nanoTime, EVERY);
  private final Pace lines = new Pace(System::nanoTime, TELL_EVERY);
  private final WatchedThread thread;
  private volatile Map<String, String> known = Map.of();

  Troubles(List<GuardedAuthenticator> guarded, PluginObserver observer) {
    this.guarded = guarded;
    this.observer = observer;
    this.thread = WatchedThread.start("drawbridge-troubles", this::look);
  }

  private long look() {
    // Whoever waits for the end of a trouble is to see it soon.
    if (looks.admits() || !known.isEmpty()) {
      Map<String, String> now = new LinkedHashMap<>();
      for (GuardedAuthenticator each : guarded) {
        trouble(each).ifPresent(why -> now.put(each.name(), why));
      }
      // One that is over at the next look, as while the first keys are fetched, is not worth a
      // line.
      if (now.keySet().stream().anyMatch(known::containsKey) && lines.admits()) {
        now.forEach((name, why) -> observer.noted(System.Logger.Level.ERROR, name, why));
      }
      known = Map.copyOf(now);
    }
    return EVERY.toNanos();
  }

  private static Optional<String> trouble(GuardedAuthenticator of) {
    try {
      return of.trouble();
    } catch (InterruptedException _) {
      // Nobody interrupts this thread but a fault; it is asked again.
      return Optional.empty();
    }
  }

  /** What they said last, by their names; those without trouble are not there. */
  Map<String, String> known() {
    return known;
  }

  @Override
  public void close() {
    thread.close();
  }
}
