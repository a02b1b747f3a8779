// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.connect;

import io.drawbridge.command.ExitCode;
import io.drawbridge.dial.ConnectAnswer;
import io.drawbridge.dial.GatewayDialer;
import io.drawbridge.loop.Deadline;
import io.drawbridge.observe.RefusedException;
import io.drawbridge.settings.GatewaySettings;
import java.time.Duration;

/** Asks a gateway whether the way to a target is open, without opening it. */
final class GatewayCheck {
  /** A gateway decides within 10 s of accepting; 10 s more are for getting there. */
  static final Duration STANDARD = Duration.ofSeconds(20);

  private static final Duration CONNECT = Duration.ofSeconds(10);

  private GatewayCheck() {}

  /**
   * The gateway's answer.
   *
   * @param code what to make of it; DONE if the way is open: verified, granted and dialled
   * @param away whether the gateway itself cannot be talked to; else UNREACHABLE is the target
   * @param line what to tell a person, with the session's id where there is one; of a gateway that
   *     is away the whole cause, for the caller to put in words
   */
  record Answer(ExitCode code, boolean away, String line) {}

  /** Asks, and waits no longer than that. */
  static Answer ask(GatewaySettings gateway, String target, Duration atMost)
      throws InterruptedException {
    try (GatewayDialer dialer = new GatewayDialer(gateway, CONNECT)) {
      ConnectAnswer answer = dialer.check(target, Deadline.after(atMost));
      String session = answer.session().map(id -> " (session " + id + ")").orElse("");
      return new Answer(code(answer), false, answer.line() + session);
    } catch (RefusedException e) {
      return new Answer(ExitCode.UNREACHABLE, true, e.detail());
    }
  }

  private static ExitCode code(ConnectAnswer answer) {
    return switch (answer.status()) {
      case 408, 429, 500, 503 -> ExitCode.TRY_AGAIN;
      case 502, 504 -> ExitCode.UNREACHABLE;
      default -> answer.open() ? ExitCode.DONE : ExitCode.REFUSED;
    };
  }
}
