// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.liveness;

import io.drawbridge.auth.Liveness;
import io.drawbridge.observe.CloseReason;
import io.drawbridge.settings.LivenessSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** One job that is watched for all its tunnels. Its authority alone changes it. */
final class WatchedJob {
  final String key;
  final JobFate fate;
  final List<Watcher> watchers = new ArrayList<>();

  /** Sessions that were told that it runs and have no tunnel yet. */
  private final List<Expected> expected = new ArrayList<>();

  /** When it is to be asked about next, where it is in line. */
  long due;

  /** When the question was put whose answer counts now. */
  long toldAt;

  long endedAt;

  /** The last question about it; settled or not. */
  Question last;

  /** A tunnel that wants to be told. */
  static final class Watcher {
    final Liveness liveness;
    final Consumer<CloseReason> over;
    CloseReason reason;
    boolean left;

    Watcher(Liveness liveness, Consumer<CloseReason> over) {
      this.liveness = liveness;
      this.over = over;
    }
  }

  /** A session on its way to a tunnel; nothing more is heard of it if it does not get there. */
  private record Expected(Liveness liveness, long until) {}

  WatchedJob(String key, LivenessSettings settings, long now) {
    this.key = key;
    this.fate = new JobFate(settings);
    this.toldAt = now;
  }

  void expect(Liveness liveness, long until) {
    expected.add(new Expected(liveness, until));
  }

  /** One of the sessions that were expected has its tunnel. */
  void arrived(Liveness liveness) {
    for (Expected each : expected) {
      if (each.liveness == liveness) {
        expected.remove(each);
        return;
      }
    }
  }

  /** What to ask with: the newest tunnel's, whose credentials will last the longest. */
  Liveness liveness() {
    return watchers.isEmpty() ? expected.getLast().liveness() : watchers.getLast().liveness;
  }

  /** Whether a question is open. */
  boolean isAsked() {
    return last != null && !last.isSettled();
  }

  /** Whether the last question never came back: a second thread would be lost in the same place. */
  boolean hangs() {
    return last != null && last.hangs();
  }

  /** Whether anybody wants to know. */
  boolean isNeeded(long now) {
    expected.removeIf(each -> each.until - now <= 0);
    return !watchers.isEmpty() || !expected.isEmpty();
  }
}
