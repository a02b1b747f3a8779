// SPDX-License-Identifier: Apache-2.0
package io.drawbridge;

import io.drawbridge.dial.ConnectAnswer;
import io.drawbridge.dial.GatewayDialer;
import io.drawbridge.observe.RefusedException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/** Asks a gateway whether the way to a target is open, without opening it. */
public final class GatewayCheck {
  private static final Duration CONNECT = Duration.ofSeconds(5);

  private GatewayCheck() {}

  /** What to make of an answer. */
  public enum Kind {
    /** The way is open: verified, granted and dialled. */
    GRANTED,
    /** It is not, and asking again will not help. */
    REFUSED,
    /** It is not now: overloaded, draining, or an authority is away. */
    TRY_AGAIN,
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
   * Asks; waits at most about 30 s.
   *
   * @param gateway where it is, and what is presented to it
   * @throws InterruptedException if the thread is interrupted
   */
  public static Answer ask(Consumer<GatewayOptions> gateway, String target)
      throws InterruptedException {
    GatewayOptions options = new GatewayOptions();
    gateway.accept(options);
    try (GatewayDialer dialer = new GatewayDialer(Fronts.gateway(options, CONNECT))) {
      ConnectAnswer answer = dialer.check(target);
      return new Answer(kind(answer.status()), text(answer));
    } catch (RefusedException e) {
      return new Answer(Kind.UNREACHABLE, e.explanation());
    }
  }

  private static Kind kind(int status) {
    return switch (status) {
      case 200 -> Kind.GRANTED;
      case 408, 429, 503, 504 -> Kind.TRY_AGAIN;
      default -> Kind.REFUSED;
    };
  }

  private static String text(ConnectAnswer answer) {
    Optional<String> session = answer.session();
    return answer.line() + session.map(id -> " (session " + id + ")").orElse("");
  }
}
