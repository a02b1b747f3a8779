// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.connect;

import io.drawbridge.dial.ConnectAnswer;
import io.drawbridge.dial.GatewayDialer;
import io.drawbridge.loop.Deadline;
import io.drawbridge.observe.RefusedException;
import io.drawbridge.settings.GatewaySettings;
import java.time.Duration;
import java.util.Optional;

/** Asks a gateway whether the way to a target is open, without opening it. */
public final class GatewayCheck {
  private static final Duration CONNECT = Duration.ofSeconds(10);

  /** A gateway decides within 10 s of accepting; 10 s more are for getting there. */
  private static final Duration STANDARD = Duration.ofSeconds(20);

  private GatewayCheck() {}

  /** What to make of an answer. */
  public enum Kind {
    /** The way is open: verified, granted and dialled. */
    GRANTED,
    /** It is not, and asking again will not help. */
    REFUSED,
    /** It is not now: overloaded, draining, or an authority is away. */
    TRY_AGAIN,
    /** The gateway let it through, and the target cannot be reached from there. */
    TARGET_UNREACHABLE,
    /** The gateway itself cannot be reached. */
    UNREACHABLE
  }

  /**
   * The gateway's answer.
   *
   * @param kind what to make of it
   * @param line what to tell a person, with the session's id where there is one
   */
  public record Answer(Kind kind, String line) {
    /** Whether the way is open. */
    public boolean granted() {
      return kind == Kind.GRANTED;
    }
  }

  /**
   * Asks; waits at most 20 s.
   *
   * @param gateway where it is, and what is presented to it
   * @throws InterruptedException if the thread is interrupted
   */
  public static Answer ask(GatewaySettings gateway, String target) throws InterruptedException {
    return ask(gateway, target, STANDARD);
  }

  /**
   * Asks, and waits no longer than that. Of a gateway that cannot be talked to the line is the
   * whole cause, for the caller to put in words.
   *
   * @param gateway where it is, and what is presented to it
   * @throws InterruptedException if the thread is interrupted
   */
  public static Answer ask(GatewaySettings gateway, String target, Duration atMost)
      throws InterruptedException {
    try (GatewayDialer dialer = new GatewayDialer(gateway, CONNECT)) {
      ConnectAnswer answer = dialer.check(target, Deadline.after(atMost));
      return new Answer(kind(answer), text(answer));
    } catch (RefusedException e) {
      return new Answer(Kind.UNREACHABLE, e.detail());
    }
  }

  private static Kind kind(ConnectAnswer answer) {
    return switch (answer.status()) {
      case 408, 429, 500, 503 -> Kind.TRY_AGAIN;
      case 502, 504 -> Kind.TARGET_UNREACHABLE;
      default -> answer.open() ? Kind.GRANTED : Kind.REFUSED;
    };
  }

  private static String text(ConnectAnswer answer) {
    Optional<String> session = answer.session();
    return answer.line() + session.map(id -> " (session " + id + ")").orElse("");
  }
}
