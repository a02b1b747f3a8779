// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.door;

import io.drawbridge.auth.Credentials;
import io.drawbridge.leg.Leg;
import io.drawbridge.loop.Deadline;
import io.drawbridge.observe.Refusal;
import io.drawbridge.observe.RefusedException;
import io.drawbridge.settings.DoorSettings;
import io.drawbridge.settings.TargetSettings;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The client asks with HTTP's {@code CONNECT} (RFC 9110 §9.3.6, RFC 9112 §3.2.3), version 1.1 or
 * 1.0. One request per connection: after a refusal nothing that follows is interpreted.
 */
public final class HttpConnectDoor implements Door {
  /** RFC 9110 §7.2, RFC 3986 §3.2.2: a name, which may be empty, or an address in brackets. */
  private static final Pattern HOST =
      Pattern.compile("(?:[A-Za-z0-9._~!$&'()*+,;=%-]*|\\[[0-9A-Fa-f:.]+])(?::[0-9]*)?");

  private final DoorSettings.HttpConnect settings;

  /** A door. */
  public HttpConnectDoor(DoorSettings.HttpConnect settings) {
    this.settings = settings;
  }

  /**
   * {@inheritDoc}
   *
   * <p>Also throws CLIENT_GONE if the client ends its direction before the request is whole, and
   * UNAUTHENTICATED if its credentials are of a scheme that is not known.
   */
  @Override
  public Request receive(Leg client, Deadline deadline) throws RefusedException, IOException {
    try (HttpHead head = HttpHead.read(client, settings.maxHead(), deadline, RequestLine::parse)) {
      RequestLine line = RequestLine.parse(head.startLine());
      Authority authority = Authority.parse(line.target());
      checkHost(head.value("Host"), line);
      checkNoBody(head);
      boolean check = isCheck(head.value("Drawbridge-Intent"));
      Credentials credentials = CredentialFields.of(head, client.encrypted());
      return new Request(credentials, authority.name(), authority.port(), check, head.rest());
    }
  }

  /**
   * RFC 9112 §3.2 asks for one valid Host field in HTTP/1.1, and lets the request's target decide.
   * What is in the field is not looked at: some clients put the proxy's own name there
   * (proxytunnel, old tunnels of Node), and nothing here goes by it, so that it can mislead nobody.
   */
  private static void checkHost(Optional<String> host, RequestLine line) throws RefusedException {
    if (host.isEmpty() && line.minor() > 0) {
      throw bad("a request of HTTP/1.1 needs the Host field");
    }
    if (host.isPresent() && !HOST.matcher(host.get()).matches()) {
      throw bad("the Host field is not HOST or HOST:PORT");
    }
  }

  /**
   * Who relays a body and who reads it as tunnel bytes would disagree about where it ends. Some
   * clients say that there is none (Erlang's httpc), which is what CONNECT has (RFC 9110 §9.3.6).
   */
  private static void checkNoBody(HttpHead head) throws RefusedException {
    if (!head.value("Content-Length").orElse("0").equals("0")) {
      throw bad("CONNECT has no body: leave out Content-Length");
    }
    if (!head.values("Transfer-Encoding").isEmpty()) {
      throw bad("CONNECT has no body: leave out Transfer-Encoding");
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

  /**
   * The first line of a {@code CONNECT} request (RFC 9112 §3).
   *
   * @param target what stands between the method and the version, not yet judged
   * @param minor 1 for HTTP/1.1, 0 for HTTP/1.0, which ncat, socat and openssl send
   */
  private record RequestLine(String target, int minor) {
    /** The method is a token (RFC 9110 §5.6.2). */
    private static final Pattern LINE =
        Pattern.compile("([0-9A-Za-z!#$%&'*+.^_`|~-]+) ([^ ]+) HTTP/1\\.([01])");

    /**
     * Reads the line.
     *
     * @throws RefusedException BAD_REQUEST if it is not a line of HTTP/1.1 or HTTP/1.0, METHOD if
     *     it asks for anything but a tunnel: this is no forward proxy. Methods have a case (RFC
     *     9110 §9.1), so {@code connect} is another method.
     */
    static RequestLine parse(String line) throws RefusedException {
      Matcher matcher = LINE.matcher(line);
      if (!matcher.matches()) {
        throw bad("not a request of HTTP/1.1 or HTTP/1.0");
      }
      if (!matcher.group(1).equals("CONNECT")) {
        throw new RefusedException(
            Refusal.METHOD, "this is a tunnel gateway: only CONNECT is served");
      }
      return new RequestLine(matcher.group(2), matcher.group(3).charAt(0) - '0');
    }
  }

  /**
   * A name with a port, as in a {@code CONNECT} request (RFC 9110 §9.3.6). The RFC demands the
   * port; here it may be left out, which means the port that the target was configured with.
   * Addresses in brackets, user names and paths are refused: a client asks for a named target.
   *
   * @param name the target's name, as written
   * @param port the port, if one was written
   */
  private record Authority(String name, OptionalInt port) {
    private static final Pattern PORT = Pattern.compile("[1-9][0-9]{0,4}");

    /**
     * Reads {@code NAME} or {@code NAME:PORT}.
     *
     * @throws RefusedException BAD_REQUEST if it is anything else, a port with a sign, a leading
     *     zero or beyond 65535 included
     */
    static Authority parse(String text) throws RefusedException {
      int colon = text.indexOf(':');
      String name = colon < 0 ? text : text.substring(0, colon);
      if (!TargetSettings.isName(name)) {
        throw bad("ask for NAME or NAME:PORT: NAME is letters, digits, '-' and '.'");
      }
      return new Authority(
          name, colon < 0 ? OptionalInt.empty() : OptionalInt.of(port(text.substring(colon + 1))));
    }

    private static int port(String text) throws RefusedException {
      int port = PORT.matcher(text).matches() ? Integer.parseInt(text) : 0;
      if (port < 1 || port > 65_535) {
        throw bad("a port is a number from 1 to 65535");
      }
      return port;
    }
  }
}
