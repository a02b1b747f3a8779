// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.observe;

/** How far a session got. The order is the order of the steps; each step may refuse. */
public enum Stage {
  /** The connection was accepted. */
  ACCEPTED,
  /** TLS handshake and the client's request. */
  NEGOTIATING,
  /** Who is it? */
  AUTHENTICATING,
  /** May they reach the target, and is there a slot? */
  AUTHORIZING,
  /** Does their job still run? */
  LIVENESS,
  /** The upstream connection is being made. */
  DIALING,
  /** The grant is being recorded. */
  RECORDING,
  /** The client is being told. */
  ACCEPTING,
  /** Bytes move. */
  RELAYING,
  /** It is over. */
  CLOSED
}
