// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.it.harness;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Supplier;

/** How soon jobs have their tunnels at a gateway that they have to themselves, and otherwise. */
public final class Punctuality {
  /** So many tunnels are asked for, one after the other, each time. */
  public static final int ATTEMPTS = 200;

  /** Below that a measured time says more about this machine than about the gateway. */
  private static final long LEAST_NANOS = Duration.ofMillis(5).toNanos();

  private final Supplier<Client> door;
  private final Supplier<String> tokens;
  private final long alone;

  /** Of jobs at a door, each with its token; the time is taken while nobody else is there. */
  public Punctuality(Supplier<Client> door, Supplier<String> tokens) {
    this.door = door;
    this.tokens = tokens;
    // The first ones warm the gateway up.
    serve();
    alone = slowestOfAHundred(serve());
  }

  /** Fails unless 99 of 100 jobs have their tunnels now, hardly later than when they were alone. */
  public void assertKept() {
    List<Long> served = serve();
    assertTrue(served.size() >= ATTEMPTS * 99 / 100, served.size() + " of " + ATTEMPTS);
    long beside = slowestOfAHundred(served);
    long limit = 10 * Math.max(alone, LEAST_NANOS);
    assertTrue(beside < limit, beside / 1_000 + " µs beside a crowd, " + alone / 1_000 + " alone");
  }

  /** Asks for tunnels one after the other; how long each took that was opened, in ns. */
  private List<Long> serve() {
    List<Long> took = new ArrayList<>();
    for (int i = 0; i < ATTEMPTS; i++) {
      String token = tokens.get();
      long begin = System.nanoTime();
      try (Client job = door.get()) {
        if (job.connectTo(Scene.TARGET, token).status() == 200 && job.send("x").readByte() == 'x') {
          took.add(System.nanoTime() - begin);
        }
      } catch (IOException | UncheckedIOException _) {
        // Not served: it is missing among the times.
        continue;
      }
    }
    return took;
  }

  private static long slowestOfAHundred(List<Long> took) {
    Collections.sort(took);
    return took.get(took.size() * 99 / 100);
  }
}
