// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.observe;

import io.drawbridge.auth.Claims;
import java.util.Objects;

/**
 * Ends a session before it relayed. Carries two texts: what the client may read and what the
 * operator reads. Without a stack trace: a refusal is an expected outcome, and a flood of them must
 * stay cheap.
 */
public final class RefusedException extends Exception {
  private static final long serialVersionUID = 1L;

  private final Refusal refusal;
  private final String detail;
  private final transient Claims claimed;

  /** One text for client and operator. */
  public RefusedException(Refusal refusal, String explanation) {
    this(refusal, explanation, explanation, Claims.NONE);
  }

  /** A text for the client and another, fuller one for the audit. */
  public RefusedException(Refusal refusal, String explanation, String detail) {
    this(refusal, explanation, detail, Claims.NONE);
  }

  /** Also with what rejected credentials say of themselves. */
  public RefusedException(Refusal refusal, String explanation, String detail, Claims claimed) {
    super(explanation, null, false, false);
    this.refusal = Objects.requireNonNull(refusal, "refusal");
    this.detail = Objects.requireNonNull(detail, "detail");
    this.claimed = Objects.requireNonNull(claimed, "claimed");
  }

  /** Why. */
  public Refusal refusal() {
    return refusal;
  }

  /** The line the client may read: it repeats at most what the client presented. */
  public String explanation() {
    return getMessage();
  }

  /** The line for the audit. */
  public String detail() {
    return detail;
  }

  /** What rejected credentials say of themselves. */
  public Claims claimed() {
    return claimed;
  }
}
