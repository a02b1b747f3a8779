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

  /** RFC 9112 §3; the method is a token (RFC 9110 §5.6.2). ncat, socat and openssl send 1.0. */
  private static final Pattern REQUEST_LINE =
      Pattern.compile(
          "(?<method>[0-9A-Za-z!#$%&'*+.^_`|~-]+) (?<target>[^ ]+) HTTP/1\\.(?<minor>[01])");

  private static final Pattern PORT = Pattern.compile("[1-9][0-9]{0,4}");

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
    try (HttpHead head =
        HttpHead.read(client, settings.maxHead(), deadline, HttpConnectDoor::connect)) {
      Matcher line = connect(head.startLine());
      // RFC 9110 §9.3.6 demands the port; without it, it is the one that the target is set to have.
      String[] authority = line.group("target").split(":", 2);
      String name = name(authority[0]);
      OptionalInt port =
          authority.length == 1 ? OptionalInt.empty() : OptionalInt.of(port(authority[1]));
      checkHost(head.value("Host"), line.group("minor").equals("1"));
      checkNoBody(head);
      boolean check = isCheck(head.value("Drawbridge-Intent"));
      Credentials credentials = CredentialFields.of(head, client.encrypted());
      return new Request(credentials, name, port, check, head.rest());
    }
  }

  /**
   * Takes a request line apart.
   *
   * @throws RefusedException BAD_REQUEST if it is none of HTTP/1.1 or HTTP/1.0, METHOD if it asks
   *     for anything but a tunnel: this is no forward proxy. Methods have a case (RFC 9110 §9.1).
   */
  private static Matcher connect(String line) throws RefusedException {
    Matcher matcher = REQUEST_LINE.matcher(line);
    if (!matcher.matches()) {
      throw HttpHead.malformed("not a request of HTTP/1.1 or HTTP/1.0");
    }
    if (!matcher.group("method").equals("CONNECT")) {
      throw new RefusedException(
          Refusal.METHOD, "this is a tunnel gateway: only CONNECT is served");
    }
    return matcher;
  }

  /** A client asks for a named target: no address in brackets, no user, no path. */
  private static String name(String text) throws RefusedException {
    if (!TargetSettings.isName(text)) {
      throw HttpHead.malformed("ask for NAME or NAME:PORT: NAME is letters, digits, '-' and '.'");
    }
    return text;
  }

  private static int port(String text) throws RefusedException {
    int port = PORT.matcher(text).matches() ? Integer.parseInt(text) : 0;
    if (port < 1 || port > 65_535) {
      throw HttpHead.malformed("a port is a number from 1 to 65535");
    }
    return port;
  }

  /**
   * RFC 9112 §3.2 asks for one valid Host field in HTTP/1.1, and lets the request's target decide.
   * What is in the field is not looked at: some clients put the proxy's own name there
   * (proxytunnel, old tunnels of Node), and nothing here goes by it, so that it can mislead nobody.
   */
  private static void checkHost(Optional<String> host, boolean needed) throws RefusedException {
    if (host.isEmpty() && needed) {
      throw HttpHead.malformed("a request of HTTP/1.1 needs the Host field");
    }
    if (host.isPresent() && !HOST.matcher(host.get()).matches()) {
      throw HttpHead.malformed("the Host field is not HOST or HOST:PORT");
    }
  }

  /**
   * Who relays a body and who reads it as tunnel bytes would disagree about where it ends. Some
   * clients say that there is none (Erlang's httpc), which is what CONNECT has (RFC 9110 §9.3.6).
   */
  private static void checkNoBody(HttpHead head) throws RefusedException {
    if (!head.value("Content-Length").orElse("0").equals("0")) {
      throw HttpHead.malformed("CONNECT has no body: leave out Content-Length");
    }
    if (!head.values("Transfer-Encoding").isEmpty()) {
      throw HttpHead.malformed("CONNECT has no body: leave out Transfer-Encoding");
    }
  }

  private static boolean isCheck(Optional<String> intent) throws RefusedException {
    if (intent.isPresent() && !intent.get().equals("check")) {
      throw HttpHead.malformed("the only Drawbridge-Intent is check");
    }
    return intent.isPresent();
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
