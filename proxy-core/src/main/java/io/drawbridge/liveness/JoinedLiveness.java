// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.liveness;

import io.drawbridge.auth.Liveness;
import java.util.ArrayList;
import java.util.List;

/**
 * Two subjects that must both go on, where an identity was proved by several credentials. Whoever
 * says that its one is over has the last word, also where asking about the other one fails; who
 * cannot tell makes it unknown. A first one that hangs is not covered: the second is not reached
 * before the question's time has passed. Nor is an error of the JVM itself. Immutable.
 */
public final class JoinedLiveness implements TrackedLiveness {
  private final TrackedLiveness one;
  private final TrackedLiveness other;

  private JoinedLiveness(TrackedLiveness one, TrackedLiveness other) {
    this.one = one;
    this.other = other;
  }

  /** Both of them, or the one that is tracked. */
  public static Liveness of(Liveness one, Liveness other) {
    return one instanceof TrackedLiveness first && other instanceof TrackedLiveness second
        ? new JoinedLiveness(first, second)
        : one == UNTRACKED ? other : one;
  }

  /** The keys of all the subjects that a liveness is about; none if it is untracked. */
  public static List<String> jobs(Liveness liveness) {
    if (!(liveness instanceof JoinedLiveness joined)) {
      return liveness == UNTRACKED ? List.of() : List.of(liveness.key());
    }
    List<String> jobs = new ArrayList<>(jobs(joined.one));
    jobs.addAll(jobs(joined.other));
    return jobs;
  }

  /** Says where the first key ends, so that no two pairs have the same. */
  @Override
  public String key() {
    return one.key().length() + ":" + one.key() + "|" + other.key();
  }

  @Override
  public int cost() {
    return Math.min(GuardedLiveness.MAX_COST, one.cost() + other.cost());
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
    for (State worst : List.of(State.ENDED, State.ENDING)) {
      if (first == worst || second == worst) {
        return worst;
      }
    }
    return first == State.RUNNING && second == State.RUNNING ? State.RUNNING : State.UNKNOWN;
  }

  private static boolean isOver(State state) {
    return state == State.ENDED || state == State.ENDING;
  }

  @Override
  public boolean acquire() {
    if (!one.acquire()) {
      return false;
    }
    if (!other.acquire()) {
      one.release();
      return false;
    }
    return true;
  }

  @Override
  public void release() {
    one.release();
    other.release();
  }

  @Override
  public String toString() {
    return "Liveness[joined]";
  }
}
