// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.observe;

/** Why a session never relayed. Closed: a refusal that fits none of these is {@link #INTERNAL}. */
public enum Refusal {
  /** The TLS handshake failed; no answer can be given. */
  TLS_FAILED(0),
  /** The client left before it was answered. */
  CLIENT_GONE(0),
  /** The request breaks the protocol. */
  BAD_REQUEST(400),
  /** Not a {@code CONNECT}. */
  METHOD(405),
  /** The request's head or a credential is too long. */
  TOO_LARGE(431),
  /** The request did not come in time. */
  DEADLINE(408),
  /** No credentials, or bad ones. */
  UNAUTHENTICATED(407),
  /** No rule grants it; also an unknown target or port. */
  DENIED(403),
  /** The job behind the credentials has ended. */
  JOB_ENDED(403),
  /** A limit on the number of tunnels is reached. */
  TOO_MANY(429),
  /** The target refused, reset, has no address, or has a forbidden one. */
  UNREACHABLE(502),
  /** The target did not answer the dial in time. */
  TIMED_OUT(504),
  /** Who must be asked (issuer, policy, job state) cannot be, so nothing is opened. */
  AUTHORITY_UNAVAILABLE(503),
  /** The grant cannot be recorded. */
  AUDIT_UNAVAILABLE(503),
  /** Too much is going on to decide in time. */
  OVERLOADED(503),
  /** The gateway is going away. */
  DRAINING(503),
  /** A fault of the gateway. */
  INTERNAL(500);

  private final int status;

  Refusal(int status) {
    this.status = status;
  }

  /** The HTTP status of the answer (RFC 9110 §15); 0 where no answer is possible. */
  public int status() {
    return status;
  }
}
