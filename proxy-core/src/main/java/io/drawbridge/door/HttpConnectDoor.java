// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.door;

import io.drawbridge.auth.Credentials;
import io.drawbridge.leg.Leg;
import io.drawbridge.loop.Deadline;
import io.drawbridge.observe.Refusal;
import io.drawbridge.observe.RefusedException;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * The client asks with HTTP's {@code CONNECT} (RFC 9110 §9.3.6, RFC 9112 §3.2.3), version 1.1 or
 * 1.0. One request per connection: after a refusal nothing that follows is interpreted.
 */
public final class HttpConnectDoor implements Door {
  /** The longest head unless configured otherwise, in bytes. */
  public static final int DEFAULT_MAX_HEAD = 32 * 1024;

  /** The longest head that can be configured, in bytes. */
  public static final int LARGEST_MAX_HEAD = 64 * 1024;

  private static final int SMALLEST_MAX_HEAD = 512;

  private final int maxHead;

  /**
   * A door.
   *
   * @param maxHead how many bytes a request's head may have: 512 to 65,536
   * @throws IllegalArgumentException if it is outside of that
   */
  public HttpConnectDoor(int maxHead) {
    if (maxHead < SMALLEST_MAX_HEAD || maxHead > LARGEST_MAX_HEAD) {
      throw new IllegalArgumentException(
          "a head may have " + SMALLEST_MAX_HEAD + " to " + LARGEST_MAX_HEAD + " bytes");
    }
    this.maxHead = maxHead;
  }

  /**
   * {@inheritDoc}
   *
   * <p>Also throws CLIENT_GONE if the client ends its direction before the request is whole, and
   * UNAUTHENTICATED if its credentials are of a scheme that is not known.
   */
  @Override
  public Request receive(Leg client, Deadline deadline) throws RefusedException, IOException {
    try (HttpHead head = HttpHead.read(client, maxHead, deadline, RequestLine::parse)) {
      RequestLine line = RequestLine.parse(head.startLine());
      Authority authority = Authority.parse(line.target());
      checkHost(head.value("Host"), line, authority);
      checkNoBody(head);
      boolean check = isCheck(head.value("Drawbridge-Intent"));
      Credentials credentials = CredentialFields.of(head, client.encrypted());
      return new Request(credentials, authority.name(), authority.port(), check, head.rest());
    }
  }

  private static void checkHost(Optional<String> host, RequestLine line, Authority authority)
      throws RefusedException {
    if (host.isEmpty()) {
      if (line.minor() > 0) {
        throw bad("a request of HTTP/1.1 needs the Host field");
      }
      return;
    }
    if (!authority.agreesWith(Authority.parse(host.get()))) {
      throw bad("the Host field names another target than the request");
    }
  }

  /** Who relays a body and who reads it as tunnel bytes would disagree about where it ends. */
  private static void checkNoBody(HttpHead head) throws RefusedException {
    for (String name : List.of("Content-Length", "Transfer-Encoding")) {
      if (!head.values(name).isEmpty()) {
        throw bad("CONNECT has no body: leave out " + name);
      }
    }
  }

  private static boolean isCheck(Optional<String> intent) throws RefusedException {
    if (intent.isPresent() && !intent.get().equals("check")) {
      throw bad("the only Drawbridge-Intent is check");
    }
    return intent.isPresent();
  }

  private static RefusedException bad(String explanation) {
    return new RefusedException(Refusal.BAD_REQUEST, explanation);
  }

  @Override
  public void accept(Leg client, String session, Deadline deadline) throws IOException {
    client.send(HttpAnswer.established(session), deadline);
  }

  /** {@inheritDoc} Writes nothing for a refusal that has no status. */
  @Override
  public void refuse(
      Leg client, String session, Refusal refusal, String explanation, Deadline deadline)
      throws IOException {
    if (refusal.status() != 0) {
      client.send(HttpAnswer.refused(session, refusal, explanation), deadline);
    }
  }
}
