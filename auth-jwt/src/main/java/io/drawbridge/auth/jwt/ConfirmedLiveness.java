// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.auth.jwt;

import io.drawbridge.auth.Liveness;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * Whether a job runs, as an authority tells it. An end is believed only when a second answer, at
 * least a second later, says it too: a single wrong one, of a cache or a proxy in between, a
 * replica that lags behind or an overloaded authority, would reset every tunnel of a healthy job.
 * The second question is asked in the same check, once in a job's life, so that {@link #cost}
 * leaves it out. Where the time of the check does not suffice for it, the first answer is
 * remembered, and that of the next check is the second: an authority that answers rightly and
 * slowly would else never be believed. Safe for concurrent use.
 */
public final class ConfirmedLiveness implements Liveness {
  private static final Duration APART = Duration.ofSeconds(1);

  private final String key;
  private final Question question;
  private final Pause pause;
  private final InstantSource clock;
  private Instant told; // that it has ended, first; guarded by this

  /** One request to the authority, and what its answer means for this job. */
  @FunctionalInterface
  public interface Question {
    /** Asks now. */
    State ask() throws InterruptedException;
  }

  /** Waits a moment; a test need not. */
  @FunctionalInterface
  public interface Pause {
    /** A second. */
    Pause SECOND = () -> Thread.sleep(APART);

    /** Returns after about a second. */
    void take() throws InterruptedException;
  }

  /**
   * Nothing was heard yet.
   *
   * @param key what the job's tunnels share
   * @param question how the authority is asked about it
   * @param pause the time before an end is confirmed
   * @param clock tells how long ago an end was heard of
   */
  public ConfirmedLiveness(String key, Question question, Pause pause, InstantSource clock) {
    this.key = key;
    this.question = question;
    this.pause = pause;
    this.clock = clock;
  }

  /** How long a check takes at most whose questions take so long each. */
  public static Duration longest(Duration question) {
    return question.multipliedBy(2).plus(APART);
  }

  @Override
  public String key() {
    return key;
  }

  @Override
  public State check() throws InterruptedException {
    boolean second = wasTold();
    State first = heard(question.ask());
    if (first != State.ENDED || second) {
      return first;
    }
    pause.take();
    return heard(question.ask());
  }

  private synchronized boolean wasTold() {
    return told != null && Duration.between(told, clock.instant()).compareTo(APART) >= 0;
  }

  private synchronized State heard(State state) {
    switch (state) {
      case ENDED -> {
        Instant now = clock.instant();
        // A clock that was set back would hold the second answer up for as long.
        told = told == null || told.isAfter(now) ? now : told;
      }
      case RUNNING, ENDING -> told = null;
      case UNKNOWN -> {
        // It says nothing against it.
      }
    }
    return state;
  }

  @Override
  public String toString() {
    return "ConfirmedLiveness[" + key + "]";
  }
}
