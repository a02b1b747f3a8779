// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.auth.aws;

/** What STS said to a GetCallerIdentity. */
sealed interface StsAnswer {
  /** Who signed; the caller's id has the session's name behind it. */
  record Caller(String account, String arn, String userId) implements StsAnswer {}

  /** It did not accept the signature; its own word for why is empty if none can be read. */
  record Refused(String code) implements StsAnswer {}

  /** It did not answer, or not in the one way that counts. */
  record Silent(String why) implements StsAnswer {}
}
