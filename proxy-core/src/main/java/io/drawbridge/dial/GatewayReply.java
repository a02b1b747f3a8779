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
 * Reads a gateway's answer to {@code CONNECT}, strictly (RFC 9112 §4). What a target says that
 * speaks first may come right behind it; those bytes stay in the leg.
 */
final class GatewayReply {
  private static final Pattern STATUS =
      Pattern.compile("HTTP/1\\.[01] ([2-5][0-9][0-9])(?: (.*))?");
  private static final int MAX_TEXT = 4096;

  /** In bytes; a gateway answers with a few short headers. */
  private static final int MAX_HEAD = 16 * 1024;

  private static final Duration TEXT_TIME = Duration.ofSeconds(2);

  private GatewayReply() {}

  /**
   * Reads an answer and, of a refusal, its line.
   *
   * @throws IOException if there is no answer in HTTP before the deadline or the end
   */
  static ConnectAnswer read(Leg leg, Deadline deadline) throws IOException {
    try (HttpHead head = HttpHead.readExactly(leg, MAX_HEAD, deadline, GatewayReply::checkStatus)) {
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
      while (indexOfLineEnd(body) < 0 && body.hasRemaining() && !wait.passed()) {
        if (leg.receive(body, wait) < 0) {
          break;
        }
      }
    } catch (IOException _) {
      // The status has been heard; a text that did not come whole does not change it.
    }
    int end = indexOfLineEnd(body);
    String line =
        new String(body.array(), 0, end < 0 ? body.position() : end, StandardCharsets.UTF_8);
    return Optional.of(OneLine.of(line)).filter(text -> !text.isEmpty());
  }

  private static int indexOfLineEnd(ByteBuffer body) {
    for (int i = 0; i < body.position(); i++) {
      if (body.get(i) == '\n') {
        return i;
      }
    }
    return -1;
  }
}
