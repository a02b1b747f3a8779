// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.session;

import io.drawbridge.door.Request;
import io.drawbridge.leg.Leg;
import io.drawbridge.observe.CloseReason;
import io.drawbridge.observe.Refusal;
import io.drawbridge.observe.RefusedException;
import io.drawbridge.observe.Stage;
import io.drawbridge.upstream.Target;
import java.io.IOException;
import java.util.Optional;
import javax.net.ssl.SSLException;

/** The refusals that are the session's own, whatever step it is at. */
final class SessionRefusals {
  private SessionRefusals() {}

  /** The step before this stage took the rest of the time. */
  static RefusedException late(Stage stage) {
    String explanation = "there was no time left; try again";
    return switch (stage) {
      case ACCEPTED, NEGOTIATING, AUTHENTICATING ->
          new RefusedException(Refusal.DEADLINE, "the head did not come in time");
      case AUTHORIZING, LIVENESS, DIALING ->
          new RefusedException(
              Refusal.AUTHORITY_UNAVAILABLE, explanation, "the deadline passed before " + stage);
      case RECORDING, ACCEPTING, RELAYING, CLOSED ->
          new RefusedException(
              Refusal.TIMED_OUT, explanation, "the deadline passed before " + stage);
    };
  }

  /** The step of this stage did not end by itself when the time was over. */
  static RefusedException overdue(Stage stage) {
    Stage[] stages = Stage.values();
    return late(stages[Math.min(stage.ordinal() + 1, stages.length - 1)]);
  }

  /** The connection failed, perhaps in the TLS handshake. */
  static RefusedException gone(IOException e, boolean handshaking) {
    if (e instanceof HandshakePool.FullException) {
      return new RefusedException(Refusal.OVERLOADED, "", e.getMessage());
    }
    if (e instanceof SSLException || handshaking && e instanceof Leg.TruncatedException) {
      return new RefusedException(Refusal.TLS_FAILED, "", "TLS: " + e.getMessage());
    }
    return handshaking
        ? new RefusedException(Refusal.TLS_FAILED, "", e.toString())
        : new RefusedException(Refusal.CLIENT_GONE, "", "the client left: " + e.getMessage());
  }

  /** For the audit, why nothing here is what was asked for; empty if there is such a target. */
  static Optional<String> missing(Request request, Optional<Target> known) {
    if (known.isEmpty()) {
      return Optional.of("no target is called that");
    }
    return request.port().isPresent() && !known.get().ports().contains(request.port().getAsInt())
        ? Optional.of("port " + request.port().getAsInt() + " is not one of its ports")
        : Optional.empty();
  }

  static RefusedException draining() {
    return new RefusedException(Refusal.DRAINING, "this gateway is going away; try again");
  }

  /** Something threw that must not; the audit learns what kind. */
  static RefusedException fault(Throwable e) {
    return new RefusedException(
        Refusal.INTERNAL, "a fault of the gateway", "fault: " + e.getClass().getName());
  }

  /** Why a tunnel that was granted never started. */
  static CloseReason reason(Refusal refusal) {
    if (refusal == Refusal.DRAINING) {
      return CloseReason.DRAINED;
    }
    return refusal == Refusal.INTERNAL ? CloseReason.INTERNAL : CloseReason.CLIENT_RESET;
  }
}
