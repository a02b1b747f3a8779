// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.auth.aws;

/** What STS said to a GetCallerIdentity. */
sealed interface StsAnswer {
  /**
   * Who signed.
   *
   * @param account twelve digits
   * @param arn the caller's ARN, as STS wrote it
   * @param userId AWS's own id of the caller, with the session's name behind it
   */
  record Caller(String account, String arn, String userId) implements StsAnswer {}

  /**
   * It did not accept the signature.
   *
   * @param code its own word for why; empty if it said none that can be read
   */
  record Refused(String code) implements StsAnswer {}

  /**
   * It did not answer, or not in the one way that counts.
   *
   * @param why a phrase without secrets
   */
  record Silent(String why) implements StsAnswer {}
}
