// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.auth.jwt;

import io.drawbridge.auth.Liveness;

/**
 * Whether a job runs, as an authority tells it. An end is believed only when a second answer, about
 * a second later, says it too: a single wrong one, of a cache or a proxy in between, a replica that
 * lags behind or an overloaded authority, would reset every tunnel of a healthy job. The second
 * question is asked once in a job's life, so that {@link #cost} leaves it out.
 *
 * @param key what the job's tunnels share
 * @param question how the authority is asked about it
 * @param pause the time before an end is confirmed
 */
public record ConfirmedLiveness(String key, Question question, Pause pause) implements Liveness {
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
    Pause SECOND = () -> Thread.sleep(1_000);

    /** Returns after about a second. */
    void take() throws InterruptedException;
  }

  @Override
  public State check() throws InterruptedException {
    State first = question.ask();
    if (first != State.ENDED) {
      return first;
    }
    pause.take();
    return question.ask();
  }

  @Override
  public String toString() {
    return "ConfirmedLiveness[" + key + "]";
  }
}
