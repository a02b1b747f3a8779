// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.liveness;

import io.drawbridge.auth.Liveness;
import io.drawbridge.guard.GuardedPlugin;
import java.util.List;
import java.util.stream.Stream;

/** A liveness whose subject can be asked about as long as the plugins that made it are open. */
public sealed interface TrackedLiveness extends Liveness {
  /** The most a question may cost of the budget, which must be able to hold as much. */
  int MAX_COST = 10;

  /** In characters, as the SPI promises: {@link Liveness#key}. */
  int MAX_KEY = 256;

  /**
   * A plugin's, asked under the plugin's context class loader. Key and cost are read now, so that
   * they cannot change later; so this runs on a pool thread.
   *
   * @throws IllegalArgumentException if the key cannot be used
   */
  static Liveness of(Liveness made, GuardedPlugin<?> plugin) {
    if (made == Liveness.UNTRACKED) {
      return made;
    }
    String key = made.key();
    if (key == null || key.isBlank() || key.length() > MAX_KEY) {
      throw new IllegalArgumentException("a liveness key is missing or too long");
    }
    return new One(made, key, Math.clamp(made.cost(), 0, MAX_COST), plugin);
  }

  /** Of an identity that was proved by two credentials: both, or the one that is tracked. */
  static Liveness joined(Liveness one, Liveness other) {
    return one instanceof TrackedLiveness first && other instanceof TrackedLiveness second
        ? new Both(first, second)
        : one == UNTRACKED ? other : one;
  }

  /** The keys of all the subjects that a liveness is about; none if it is untracked. */
  static List<String> jobs(Liveness liveness) {
    return liveness instanceof Both(TrackedLiveness one, TrackedLiveness other)
        ? Stream.concat(jobs(one).stream(), jobs(other).stream()).toList()
        : liveness == UNTRACKED ? List.of() : List.of(liveness.key());
  }

  /** One user more of the plugins that made it; false if one of them has been closed. */
  static boolean hold(Liveness liveness) {
    return switch (liveness) {
      case One one -> one.plugin.acquire();
      case Both(TrackedLiveness one, TrackedLiveness other) -> {
        boolean first = hold(one);
        boolean both = first && hold(other);
        if (first && !both) {
          letGo(one);
        }
        yield both;
      }
      default -> true;
    };
  }

  /** One user less, of those that {@link #hold} counts. */
  static void letGo(Liveness liveness) {
    if (liveness instanceof One one) {
      one.plugin.release();
    } else if (liveness instanceof Both(TrackedLiveness one, TrackedLiveness other)) {
      letGo(one);
      letGo(other);
    }
  }

  /** What one plugin made, with its key and cost as they were then. */
  record One(Liveness made, String key, int cost, GuardedPlugin<?> plugin)
      implements TrackedLiveness {
    @Override
    public State check() throws InterruptedException {
      return plugin.inContext(made::check);
    }

    /** Asks no code of the plugin's. */
    @Override
    public String toString() {
      return "Liveness[tracked]";
    }
  }

  /**
   * Two subjects that must both go on. Whoever says that its one is over has the last word, also
   * where asking about the other one fails; who cannot tell makes it unknown. A first one that
   * hangs is not covered: the second is not reached before the question's time has passed. Nor is
   * an error of the JVM itself.
   */
  record Both(TrackedLiveness one, TrackedLiveness other) implements TrackedLiveness {
    /** Says where the first key ends, so that no two pairs have the same. */
    @Override
    public String key() {
      return one.key().length() + ":" + one.key() + "|" + other.key();
    }

    @Override
    public int cost() {
      return Math.min(MAX_COST, one.cost() + other.cost());
    }

    @Override
    public State check() throws InterruptedException {
      State first;
      try {
        first = one.check();
      } catch (InterruptedException | VirtualMachineError e) {
        throw e;
      } catch (Throwable fault) {
        // Of one plugin, whatever it is; the other's word may be the end, which no fault holds up.
        State second = other.check();
        if (isOver(second)) {
          return second;
        }
        throw fault;
      }
      return first == State.ENDED ? first : with(first);
    }

    private State with(State first) throws InterruptedException {
      State second;
      try {
        second = other.check();
      } catch (InterruptedException | VirtualMachineError e) {
        throw e;
      } catch (Throwable fault) {
        if (isOver(first)) {
          return first;
        }
        throw fault;
      }
      if (isOver(first) || isOver(second)) {
        return second == State.ENDED ? second : State.ENDING;
      }
      return first == State.RUNNING && second == State.RUNNING ? State.RUNNING : State.UNKNOWN;
    }

    private static boolean isOver(State state) {
      return state == State.ENDED || state == State.ENDING;
    }
  }
}
