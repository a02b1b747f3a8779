// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.wiring;

import io.drawbridge.observe.SessionObserver;
import java.time.InstantSource;
import java.util.List;

/**
 * What a proxy finds in the process it lives in, rather than in its settings.
 *
 * @param logger where the proxy and its plugins log
 * @param clock the wall clock
 * @param observers told what happens to sessions
 * @param offline whether plugins may ask nobody over the web: to check a configuration away from
 *     its network
 */
public record Surroundings(
    System.Logger logger, InstantSource clock, List<SessionObserver> observers, boolean offline) {
  /** Copies the list. */
  public Surroundings {
    observers = List.copyOf(observers);
  }

  /** The logger {@code io.drawbridge}, the system's clock, the web, and nobody told. */
  public static Surroundings ofProcess() {
    return new Surroundings(
        System.getLogger("io.drawbridge"), InstantSource.system(), List.of(), false);
  }

  /** Another logger. */
  public Surroundings logger(System.Logger own) {
    return new Surroundings(own, clock, observers, offline);
  }

  /** Where plugins ask nobody over the web. */
  public Surroundings withoutWeb() {
    return new Surroundings(logger, clock, observers, true);
  }
}
