// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.demo;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * What a CI job does: {@code CONNECT} (RFC 9110 §9.3.6) with its token, and if it is let in, one
 * query a line.
 *
 * @param status of the answer: 200 means the tunnel is open
 * @param session by which the audit calls this visit
 */
record Visit(Socket socket, BufferedReader in, int status, String session)
    implements AutoCloseable {
  private static final int TIMEOUT_MILLIS = 15_000;
  private static final String SESSION = "drawbridge-session:";

  /** Asks the gateway for a tunnel to the target, a name and a port, and reads its answer. */
  static Visit to(int gateway, String target, String token) throws IOException {
    Socket socket = new Socket();
    try {
      socket.setSoTimeout(TIMEOUT_MILLIS);
      InetAddress loopback = InetAddress.ofLiteral("127.0.0.1");
      socket.connect(new InetSocketAddress(loopback, gateway), TIMEOUT_MILLIS);
      String head =
          "CONNECT %s HTTP/1.1\r\nHost: %s\r\nProxy-Authorization: Bearer %s\r\n\r\n"
              .formatted(target, target, token);
      socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
      BufferedReader in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
      String first = line(in);
      String session = "";
      for (String line = line(in); !line.isEmpty(); line = line(in)) {
        if (line.toLowerCase(Locale.ROOT).startsWith(SESSION)) {
          session = line.substring(SESSION.length()).strip();
        }
      }
      return new Visit(socket, in, Integer.parseInt(first.split(" ")[1]), session);
    } catch (IOException | RuntimeException e) {
      socket.close();
      throw e;
    }
  }

  private static String line(BufferedReader in) throws IOException {
    String line = in.readLine();
    if (line == null) {
      throw new IOException("the gateway closed the connection in its answer");
    }
    return line;
  }

  /** The gateway's one line about a refusal. */
  String explanation() throws IOException {
    return Optional.ofNullable(in.readLine()).orElse("");
  }

  /** Sends one line through the tunnel and reads one line back. */
  String query(String line) throws IOException {
    socket.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
    return line(in);
  }

  /**
   * Waits for the tunnel's end.
   *
   * @return how long that took
   * @throws java.net.SocketTimeoutException if it is still open after 15 s
   */
  Duration awaitEnd() throws IOException {
    long begin = System.nanoTime();
    try {
      while (in.readLine() != null) {
        // Nothing was asked, so nothing should come; what does come is not the end.
      }
    } catch (SocketException _) {
      // A forced end is a reset.
    }
    return Duration.ofNanos(System.nanoTime() - begin);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
