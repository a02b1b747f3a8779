// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.auth.jwt;

import io.drawbridge.auth.Authentication;
import io.drawbridge.auth.Check;
import io.drawbridge.auth.Check.Outcome;
import io.drawbridge.auth.Examination;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What the checks of credentials found, one after the other. The same checks decide and explain, so
 * that the two cannot come apart: for a decision the first failure ends them and nothing is kept of
 * the others, for an explanation they go on. The first failure is the answer either way. Not for
 * concurrent use.
 */
public final class Findings {
  private final long began = System.nanoTime();
  private final boolean explaining;
  private final List<Check> checks = new ArrayList<>();
  private final List<Failure> failures = new ArrayList<>();
  private Map<String, Object> claimed = Map.of();

  /**
   * A check that failed.
   *
   * @param check its name
   * @param answer what it alone would be answered with; never {@link Authentication.Verified}
   * @param by how far off it is, where that is a matter of time; else zero
   */
  public record Failure(String check, Authentication answer, Duration by) {
    /** The reason, if it is a rejection. */
    public Optional<Authentication.Reason> reason() {
      return answer instanceof Authentication.Rejected rejected
          ? Optional.of(rejected.reason())
          : Optional.empty();
    }

    /** Refuses an answer that would let a session in. */
    public Failure {
      Objects.requireNonNull(check, "check");
      Objects.requireNonNull(by, "by");
      if (Objects.requireNonNull(answer, "answer") instanceof Authentication.Verified) {
        throw new IllegalArgumentException("a failure cannot verify");
      }
    }
  }

  private Findings(boolean explaining) {
    this.explaining = explaining;
  }

  /** For a decision. */
  public static Findings deciding() {
    return new Findings(false);
  }

  /** For an explanation. */
  public static Findings explaining() {
    return new Findings(true);
  }

  /** How much time the checks have taken so far. */
  public Duration spent() {
    return Duration.ofNanos(System.nanoTime() - began);
  }

  /** Whether there is anything left to look at. */
  public boolean goesOn() {
    return explaining || failures.isEmpty();
  }

  /**
   * A check held, or failed with a fault.
   *
   * @param held the detail if it held, made only if it is shown
   * @return whether there is anything left to look at
   */
  public boolean take(String check, Optional<Authentication> fault, Supplier<String> held) {
    if (fault.isPresent()) {
      failed(check, fault.get());
    } else {
      passed(check, held);
    }
    return goesOn();
  }

  /** A check held; the detail is made only if it is shown. */
  public void passed(String check, Supplier<String> detail) {
    if (explaining) {
      checks.add(new Check(check, Outcome.PASSED, detail.get()));
    }
  }

  /** A check failed; its detail is the answer's own explanation. */
  public void failed(String check, Authentication answer) {
    failed(check, explanation(answer), answer, Duration.ZERO);
  }

  /** A check failed, with a detail of its own, by so much. */
  public void failed(String check, String detail, Authentication answer, Duration by) {
    failures.add(new Failure(check, answer, by));
    if (explaining) {
      checks.add(new Check(check, Outcome.FAILED, detail));
    }
  }

  private static String explanation(Authentication answer) {
    return switch (answer) {
      case Authentication.Rejected rejected -> rejected.explanation();
      case Authentication.Unavailable(String why) -> why;
      case Authentication.NotMine _ -> "credentials of another kind";
      case Authentication.Verified _ ->
          throw new IllegalArgumentException("a failure cannot verify");
    };
  }

  /** A check could not be looked at. */
  public void skipped(String check, String why) {
    if (explaining) {
      checks.add(new Check(check, Outcome.NOT_REACHED, why));
    }
  }

  /** Something that helps to read the checks. */
  public void noted(String what, Supplier<String> detail) {
    if (explaining) {
      checks.add(new Check(what, Outcome.NOTED, detail.get()));
    }
  }

  /** Keeps what the credentials say of themselves, unverified, for the checks of a plugin. */
  void claimed(Map<String, Object> claims) {
    claimed = claims;
  }

  /** What the credentials say of themselves, if that can be read; nobody vouches for it. */
  public Map<String, Object> claimed() {
    return claimed;
  }

  /** Whether the check of that name failed. */
  public boolean hasFailed(String check) {
    return failures.stream().anyMatch(failure -> failure.check.equals(check));
  }

  /** The answer of the first check that failed; empty while all have held. */
  public Optional<Authentication> refusal() {
    return failures.isEmpty() ? Optional.empty() : Optional.of(failures.getFirst().answer);
  }

  /**
   * All of it.
   *
   * @param answer the answer that came of it; what verifies in spite of a failure is a mistake of
   *     the checks, and the failure counts
   * @param next a sentence about what to do after a failure; an empty one is left out
   */
  public Examination examination(Authentication answer, Function<Failure, String> next) {
    List<String> steps =
        failures.stream().map(next).filter(step -> !step.isEmpty()).distinct().toList();
    return new Examination(refusal().orElse(answer), checks, steps);
  }
}
