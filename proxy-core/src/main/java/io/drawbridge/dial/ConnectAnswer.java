// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.dial;

import io.drawbridge.observe.Refusal;
import io.drawbridge.observe.RefusedException;
import java.util.Objects;
import java.util.Optional;

/**
 * What a gateway answered to {@code CONNECT}.
 *
 * @param status the HTTP status
 * @param session the gateway's id of the session, if it gave one: what its operator looks for
 * @param line one line of text: the gateway's own where it gave one
 */
public record ConnectAnswer(int status, Optional<String> session, String line) {
  /** Checks that nothing is missing. */
  public ConnectAnswer {
    Objects.requireNonNull(session, "session");
    Objects.requireNonNull(line, "line");
  }

  /** Whether the way is open (RFC 9110 §9.3.6: any 2xx). */
  public boolean open() {
    return status >= 200 && status < 300;
  }

  /** The refusal as it is told here: the gateway's line and its session. */
  public RefusedException refused() {
    String text = session.map(id -> line + " (gateway session " + id + ")").orElse(line);
    return new RefusedException(refusal(), text, "the gateway answered " + status + ": " + text);
  }

  private Refusal refusal() {
    return switch (status) {
      case 400 -> Refusal.BAD_REQUEST;
      case 403 -> Refusal.DENIED;
      case 405 -> Refusal.METHOD;
      case 407 -> Refusal.UNAUTHENTICATED;
      case 408 -> Refusal.DEADLINE;
      case 429 -> Refusal.TOO_MANY;
      case 431 -> Refusal.TOO_LARGE;
      case 500 -> Refusal.INTERNAL;
      case 503 -> Refusal.OVERLOADED;
      case 504 -> Refusal.TIMED_OUT;
      default -> Refusal.UNREACHABLE;
    };
  }
}
