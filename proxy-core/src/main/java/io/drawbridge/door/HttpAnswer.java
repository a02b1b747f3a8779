// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.door;

import io.drawbridge.common.OneLine;
import io.drawbridge.observe.Refusal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** The bytes of the gateway's answers (RFC 9112 §4; statuses of RFC 9110 §15 and RFC 6585). */
final class HttpAnswer {
  private static final String END = "\r\n";

  /** As much as fits a terminal's line and a client's own words before it. */
  private static final int MAX_REASON = 120;

  private HttpAnswer() {}

  /**
   * The answer after which the connection is the tunnel: no body and no length, which a successful
   * answer to CONNECT must not have (RFC 9110 §9.3.6).
   */
  static ByteBuffer established(String session) {
    return ByteBuffer.wrap(
        ("HTTP/1.1 200 Connection established\r\nDrawbridge-Session: " + session + END + END)
            .getBytes(StandardCharsets.US_ASCII));
  }

  /** A refusal with one line of text; the connection ends behind it. */
  static ByteBuffer refused(String session, Refusal refusal, String explanation) {
    String line = OneLine.of(explanation);
    byte[] body = (line + "\n").getBytes(StandardCharsets.UTF_8);
    StringBuilder head = new StringBuilder(256);
    head.append("HTTP/1.1 ").append(refusal.status()).append(' ').append(reason(refusal, line));
    head.append(END).append("Drawbridge-Session: ").append(session);
    head.append(END).append(ownFields(refusal));
    head.append("Connection: close").append(END);
    head.append("Content-Type: text/plain; charset=utf-8").append(END);
    head.append("Content-Length: ").append(body.length).append(END).append(END);
    byte[] bytes = head.toString().getBytes(StandardCharsets.US_ASCII);
    return ByteBuffer.allocate(bytes.length + body.length).put(bytes).put(body).flip();
  }

  private static String ownFields(Refusal refusal) {
    return switch (refusal) {
      // Basic is what clients can do by themselves; without the challenge they would not try.
      case UNAUTHENTICATED -> "Proxy-Authenticate: Basic realm=\"drawbridge\"" + END;
      case METHOD -> "Allow: CONNECT" + END;
      case OVERLOADED -> "Retry-After: 1" + END;
      case DRAINING, TOO_MANY -> "Retry-After: 5" + END;
      case AUTHORITY_UNAVAILABLE, AUDIT_UNAVAILABLE -> "Retry-After: 10" + END;
      case TLS_FAILED,
          CLIENT_GONE,
          BAD_REQUEST,
          TOO_LARGE,
          DEADLINE,
          DENIED,
          JOB_ENDED,
          UNREACHABLE,
          TIMED_OUT,
          INTERNAL ->
          "";
    };
  }

  /**
   * The line itself, as far as it fits and in ASCII: wget, socat, apt and others show nothing but
   * the status line. RFC 9112 §4 leaves the words to the server.
   */
  private static String reason(Refusal refusal, String line) {
    if (line.isEmpty()) {
      return reason(refusal);
    }
    String ascii = line.replaceAll("[^ -~]", "?");
    return ascii.length() <= MAX_REASON ? ascii : ascii.substring(0, MAX_REASON - 3) + "...";
  }

  private static String reason(Refusal refusal) {
    return switch (refusal) {
      case TLS_FAILED, CLIENT_GONE -> throw new IllegalArgumentException("nobody to answer");
      case BAD_REQUEST -> "Bad Request";
      case METHOD -> "Method Not Allowed";
      case TOO_LARGE -> "Request Header Fields Too Large";
      case DEADLINE -> "Request Timeout";
      case UNAUTHENTICATED -> "Proxy Authentication Required";
      case DENIED, JOB_ENDED -> "Forbidden";
      case TOO_MANY -> "Too Many Requests";
      case UNREACHABLE -> "Bad Gateway";
      case TIMED_OUT -> "Gateway Timeout";
      case AUTHORITY_UNAVAILABLE, AUDIT_UNAVAILABLE, OVERLOADED, DRAINING -> "Service Unavailable";
      case INTERNAL -> "Internal Server Error";
    };
  }
}
