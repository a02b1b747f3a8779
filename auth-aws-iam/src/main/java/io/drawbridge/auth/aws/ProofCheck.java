// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.auth.aws;

import io.drawbridge.auth.Authentication;
import io.drawbridge.auth.Authentication.Reason;
import io.drawbridge.auth.Credentials;
import io.drawbridge.auth.Secret;
import io.drawbridge.auth.jwt.Findings;
import io.drawbridge.common.Durations;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/**
 * What shows of a signed GetCallerIdentity before STS is asked.
 *
 * @param sts for the regions
 * @param audience what it must be signed for
 * @param window how far its date may be from our clock
 * @param clock ours
 */
record ProofCheck(StsClient sts, String audience, Duration window, InstantSource clock) {
  /** The name of the check of a proof's date. */
  static final String FRESHNESS = "freshness";

  private static final Authentication NOT_MINE = new Authentication.NotMine();

  /** Reads what was presented; empty after a failure. */
  static Optional<CallerProof> read(Credentials presented, Findings findings) {
    Secret token = presented.token().orElse(null);
    if (token == null) {
      findings.failed("proof", "none was presented", NOT_MINE, Duration.ZERO);
      return Optional.empty();
    }
    return switch (CallerProof.read(token.reveal())) {
      case CallerProof.Reading.Other(Authentication.NotMine answer) -> {
        findings.failed(
            "format", "it is not what connect --source aws-iam makes", answer, Duration.ZERO);
        yield Optional.empty();
      }
      case CallerProof.Reading.Other(Authentication answer) -> {
        findings.failed("format", answer);
        yield Optional.empty();
      }
      case CallerProof.Reading.Ours(CallerProof proof) -> {
        findings.passed("format", () -> "a signed GetCallerIdentity of the key " + proof.key());
        yield Optional.of(proof);
      }
    };
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
                "the AWS proof is for the audience \""
                    + proof.audience()
                    + "\", this gateway's is \""
                    + audience
                    + "\" (--source-setting audience)"));
  }

  private Optional<Authentication> regionFault(CallerProof proof) {
    return sts.knows(proof.region())
        ? Optional.empty()
        : Optional.of(
            proof.rejected(
                Reason.OTHER,
                "the AWS proof is signed for the region "
                    + proof.region()
                    + "; accepted are "
                    + sts.regions()
                    + " (--source-setting region)"));
  }

  private boolean fresh(CallerProof proof, Duration age, Findings findings) {
    if (age.compareTo(window) > 0) {
      stale(
          proof.rejected(
              Reason.EXPIRED,
              "the AWS proof was signed "
                  + Durations.text(age)
                  + " ago; at most "
                  + Durations.text(window)
                  + " are accepted: sign anew for each connection, and compare the clocks"),
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
