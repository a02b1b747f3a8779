// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.auth.aws;

import io.drawbridge.auth.Authentication;
import io.drawbridge.auth.Authentication.Reason;
import io.drawbridge.auth.Credentials;
import io.drawbridge.auth.jwt.Findings;
import io.drawbridge.common.Durations;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/**
 * What shows of a signed GetCallerIdentity before STS is asked.
 *
 * @param window how far its date may be from our clock
 */
record ProofCheck(StsClient sts, String audience, Duration window, InstantSource clock) {
  static final String FRESHNESS = "freshness";

  /** Reads what was presented; empty after a failure. */
  static Optional<CallerProof> read(Credentials presented, Findings findings) {
    if (presented.token().isEmpty()) {
      findings.failed("proof", "none was presented", new Authentication.NotMine(), Duration.ZERO);
      return Optional.empty();
    }
    return CallerProof.read(presented.token().get().reveal(), findings);
  }

  /**
   * Whether a proof fits, as far as it shows without STS. The audience is only a courtesy here: the
   * signature binds it.
   */
  boolean fits(CallerProof proof, Findings findings) {
    Duration age = Duration.between(proof.signedAt(), clock.instant());
    return findings.take("audience", audienceFault(proof), proof::audience)
        && findings.take("region", regionFault(proof), proof::region)
        && fresh(proof, age, findings);
  }

  private Optional<Authentication> audienceFault(CallerProof proof) {
    return audience.equals(proof.audience())
        ? Optional.empty()
        : Optional.of(
            proof.rejected(
                Reason.WRONG_AUDIENCE,
                ("the AWS proof is for the audience \"%s\", this gateway's is \"%s\""
                        + " (--source-setting audience)")
                    .formatted(proof.audience(), audience)));
  }

  private Optional<Authentication> regionFault(CallerProof proof) {
    return sts.knows(proof.region())
        ? Optional.empty()
        : Optional.of(
            proof.rejected(
                Reason.OTHER,
                ("the AWS proof is signed for the region %s; accepted are %s (--source-setting"
                        + " region)")
                    .formatted(proof.region(), sts.regions())));
  }

  private boolean fresh(CallerProof proof, Duration age, Findings findings) {
    if (age.compareTo(window) > 0) {
      stale(
          proof.rejected(
              Reason.EXPIRED,
              ("the AWS proof was signed %s ago; at most %s are accepted: sign anew for each"
                      + " connection, and compare the clocks")
                  .formatted(Durations.text(age), Durations.text(window))),
          age,
          findings);
    } else if (age.negated().compareTo(window) > 0) {
      stale(
          proof.rejected(
              Reason.NOT_YET_VALID,
              "the AWS proof is dated "
                  + Durations.text(age.negated())
                  + " in the future; compare the clocks of the job and the gateway"),
          age.negated(),
          findings);
    } else {
      findings.passed(FRESHNESS, () -> freshness(age));
    }
    return findings.goesOn();
  }

  private static void stale(Authentication.Rejected answer, Duration by, Findings findings) {
    findings.failed(FRESHNESS, answer.explanation(), answer, by);
  }

  /** A proof's maker has a clock of its own, which shows. */
  private String freshness(Duration age) {
    return (age.isNegative()
            ? "dated " + Durations.text(age.negated()) + " in the future"
            : "signed " + Durations.text(age) + " ago")
        + "; up to "
        + Durations.text(window)
        + " are accepted (window)";
  }
}
