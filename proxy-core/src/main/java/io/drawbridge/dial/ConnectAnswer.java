// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.dial;

import io.drawbridge.common.OneLine;
import io.drawbridge.door.HttpHead;
import io.drawbridge.leg.Leg;
import io.drawbridge.loop.Deadline;
import io.drawbridge.observe.Refusal;
import io.drawbridge.observe.RefusedException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a gateway answered to {@code CONNECT}.
 *
 * @param status the HTTP status
 * @param session the gateway's id of the session, if it gave one: what its operator looks for
 * @param line one line of text: the gateway's own where it gave one
 */
public record ConnectAnswer(int status, Optional<String> session, String line) {
  private static final Pattern STATUS =
      Pattern.compile("HTTP/1\\.[01] ([2-5][0-9][0-9])(?: (.*))?");

  /** In bytes; of the text one line is shown. */
  private static final int MAX_TEXT = 4096;

  /** In bytes; a gateway answers with a few short headers. */
  private static final int MAX_HEAD = 16 * 1024;

  /** The text comes with the head, or after a lost packet was sent anew (RFC 6298 §2.1: 1 s). */
  private static final Duration TEXT_TIME = Duration.ofSeconds(2);

  /**
   * Reads an answer, strictly (RFC 9112 §4), and of a refusal its line. What a target says that
   * speaks first may come right behind it; those bytes stay in the leg.
   *
   * @throws IOException if there is no answer in HTTP before the deadline or the end
   */
  static ConnectAnswer read(Leg leg, Deadline deadline) throws IOException {
    try (HttpHead head =
        HttpHead.readExactly(leg, MAX_HEAD, deadline, ConnectAnswer::checkStatus)) {
      Matcher status = STATUS.matcher(head.startLine());
      if (!status.matches()) {
        throw new IllegalStateException("the line was checked");
      }
      int code = Integer.parseInt(status.group(1));
      Optional<String> session =
          head.value("Drawbridge-Session").map(OneLine::of).filter(id -> !id.isEmpty());
      String reason = OneLine.of(Objects.requireNonNullElse(status.group(2), ""));
      boolean open = code < 300;
      String line = open ? reason : text(leg, head, deadline).orElse(code + " " + reason);
      // Any length in a successful answer is to be ignored: what follows is the tunnel.
      return new ConnectAnswer(code, session, line);
    } catch (RefusedException e) {
      // These words are about a client's request; here the other side is the gateway.
      throw e.refusal() == Refusal.DEADLINE
          ? new SocketTimeoutException(e.detail())
          : new IOException(e.detail());
    }
  }

  private static void checkStatus(String line) throws RefusedException {
    if (!STATUS.matcher(line).matches()) {
      throw new RefusedException(Refusal.BAD_REQUEST, "its answer is not one to CONNECT");
    }
  }

  /** The first line of a text; another kind of body is for no terminal. */
  private static Optional<String> text(Leg leg, HttpHead head, Deadline deadline)
      throws RefusedException {
    if (!head.value("Content-Type").orElse("").startsWith("text/plain")) {
      return Optional.empty();
    }
    ByteBuffer body = ByteBuffer.allocate(MAX_TEXT);
    try {
      Deadline wait = deadline.within(TEXT_TIME);
      while (!received(body).contains("\n") && body.hasRemaining() && !wait.passed()) {
        if (leg.receive(body, wait) < 0) {
          break;
        }
      }
    } catch (IOException _) {
      // The status has been heard; a text that did not come whole does not change it.
    }
    String line = received(body).split("\n", 2)[0];
    return Optional.of(OneLine.of(line)).filter(text -> !text.isEmpty());
  }

  private static String received(ByteBuffer body) {
    return new String(body.array(), 0, body.position(), StandardCharsets.UTF_8);
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

  /** By the statuses that a gateway answers (RFC 9110 §15; RFC 6585 §4, §5). */
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
