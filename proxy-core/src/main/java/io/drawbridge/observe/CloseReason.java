// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.observe;

/** Why a relaying session ended. */
public enum CloseReason {
  /** Both directions ended by themselves. */
  COMPLETED,
  /** The client reset its connection. */
  CLIENT_RESET,
  /** The target reset its connection. */
  TARGET_RESET,
  /** A TLS stream ended without its goodbye. */
  TRUNCATED,
  /** A TLS 1.2 goodbye ended both directions at once. */
  CLOSED_BY_TLS12,
  /** No byte moved for too long. */
  IDLE,
  /** Its longest lifetime was reached. */
  LIFETIME,
  /** It moved as many bytes as it may. */
  BYTES,
  /** One side took no bytes for too long. */
  STALLED,
  /** One direction had ended and the other made no progress for too long. */
  HALF_CLOSED,
  /** The job ended. */
  JOB_ENDED,
  /** Whether the job runs could not be told for longer than the grace. */
  AUTHORITY_LOST,
  /** The credential's life ended. */
  TOKEN_EXPIRED,
  /** The grant was withdrawn. */
  REVOKED,
  /** Somebody ended it. */
  KILLED,
  /** The gateway went away before it had ended. */
  DRAINED,
  /** The gateway died; written at the next start. */
  GATEWAY_LOST,
  /** A fault of the gateway. */
  INTERNAL
}
