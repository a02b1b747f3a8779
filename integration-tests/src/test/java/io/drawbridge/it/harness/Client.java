// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.it.harness;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** A client that knows no manners it is not told: raw bytes in, raw bytes out. */
public final class Client implements AutoCloseable {
  private static final int TIMEOUT_MILLIS = 20_000;

  private final Socket transport;
  private final Socket socket;
  private final InputStream in;
  private final OutputStream out;

  private Client(Socket transport, Socket socket) throws IOException {
    this.transport = transport;
    this.socket = socket;
    this.in = new BufferedInputStream(socket.getInputStream());
    this.out = socket.getOutputStream();
  }

  /** Connects without encryption. Reads time out after 20 s. */
  public static Client plain(int port) {
    return plain("127.0.0.1", port, 0);
  }

  /**
   * Connects from a source address of one's own, with a receive buffer of that size (0: as usual).
   */
  public static Client plain(String source, int port, int receiveBuffer) {
    try {
      Socket socket = connect(source, port, receiveBuffer);
      return new Client(socket, socket);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Connects with TLS of one version, and checks the certificate's name. */
  public static Client tls(int port, SSLContext context, String protocol) {
    Socket transport = null;
    try {
      transport = connect("127.0.0.1", port, 0);
      return new Client(transport, handshake(transport, port, context, protocol));
    } catch (IOException e) {
      closeQuietly(transport);
      throw new UncheckedIOException(e);
    }
  }

  private static SSLSocket handshake(
      Socket transport, int port, SSLContext context, String protocol) throws IOException {
    SSLSocket socket =
        (SSLSocket) context.getSocketFactory().createSocket(transport, "localhost", port, true);
    socket.setEnabledProtocols(new String[] {protocol});
    var parameters = socket.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    socket.setSSLParameters(parameters);
    socket.startHandshake();
    return socket;
  }

  private static void closeQuietly(Socket socket) {
    try {
      if (socket != null) {
        socket.close();
      }
    } catch (IOException _) {
      // It may be gone already: that is what many tests do to it.
    }
  }

  private static Socket connect(String source, int port, int receiveBuffer) throws IOException {
    Socket socket = new Socket();
    if (receiveBuffer > 0) {
      socket.setReceiveBufferSize(receiveBuffer);
    }
    socket.setSoTimeout(TIMEOUT_MILLIS);
    socket.setTcpNoDelay(true);
    if (!source.equals("127.0.0.1")) {
      socket.bind(new InetSocketAddress(InetAddress.ofLiteral(source), 0));
    }
    socket.connect(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port), TIMEOUT_MILLIS);
    return socket;
  }

  /** The head of a CONNECT with further lines; each line without its end. */
  public static String head(String target, String... lines) {
    StringBuilder head = new StringBuilder("CONNECT " + target + " HTTP/1.1\r\n");
    head.append("Host: ").append(target).append("\r\n");
    for (String line : lines) {
      head.append(line).append("\r\n");
    }
    return head.append("\r\n").toString();
  }

  /** The line that presents a token. */
  public static String bearer(String token) {
    return "Proxy-Authorization: Bearer " + token;
  }

  /** The line that presents a token as a password. */
  public static String basic(String user, String token) {
    byte[] pair = (user + ":" + token).getBytes(StandardCharsets.UTF_8);
    return "Proxy-Authorization: Basic " + Base64.getEncoder().encodeToString(pair);
  }

  /** Sends text, as it is. */
  public Client send(String text) throws IOException {
    return send(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  /** Sends bytes in one write. */
  public Client send(byte[] bytes) throws IOException {
    out.write(bytes);
    out.flush();
    return this;
  }

  /** Sends bytes one by one, each in a segment of its own. */
  public Client dribble(byte[] bytes) throws IOException {
    for (byte b : bytes) {
      out.write(b);
      out.flush();
    }
    return this;
  }

  /** Asks for a tunnel with a bearer token and reads the answer. */
  public Answer connectTo(String target, String token) throws IOException {
    return send(head(target, bearer(token))).answer();
  }

  /** Reads an answer: its head, and for all but 200 its body up to the end of the connection. */
  public Answer answer() throws IOException {
    String[] first = line().split(" ", 3);
    if (first.length < 2 || !first[0].startsWith("HTTP/1.")) {
      throw new IOException("not a status line: " + String.join(" ", first));
    }
    Map<String, String> headers = new LinkedHashMap<>();
    for (String line = line(); !line.isEmpty(); line = line()) {
      int colon = line.indexOf(':');
      if (colon < 1) {
        throw new IOException("not a header: " + line);
      }
      headers.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
    }
    int status = Integer.parseInt(first[1]);
    String body = status == 200 ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8);
    return new Answer(first[0], status, headers, body);
  }

  private String line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        throw new EOFException("the connection ended in the answer, after: " + line);
      }
      line.write(b);
    }
    String text = line.toString(StandardCharsets.UTF_8);
    if (!text.endsWith("\r")) {
      throw new IOException("a line without CR: " + text);
    }
    return text.substring(0, text.length() - 1);
  }

  /** Reads exactly so many bytes. */
  public byte[] read(int count) throws IOException {
    byte[] bytes = in.readNBytes(count);
    if (bytes.length < count) {
      throw new EOFException("ended after " + bytes.length + " of " + count);
    }
    return bytes;
  }

  /** Reads up to the end of the stream. */
  public byte[] readAll() throws IOException {
    return in.readAllBytes();
  }

  /** One byte, or -1 at the end of the stream. */
  public int readByte() throws IOException {
    return in.read();
  }

  /** What it reads. */
  public InputStream in() {
    return in;
  }

  /** What it writes. */
  public OutputStream out() {
    return out;
  }

  /** Ends its own direction. */
  public Client shutdownOutput() throws IOException {
    socket.shutdownOutput();
    return this;
  }

  /** Another limit for reads. */
  public Client timeout(int millis) throws IOException {
    socket.setSoTimeout(millis);
    return this;
  }

  /** The local port, by which the audit knows it. */
  public int localPort() {
    return transport.getLocalPort();
  }

  /** Closes it in the proper way: under TLS with close_notify. */
  public void goodbye() throws IOException {
    socket.close();
  }

  /** Closes the connection under TLS without a goodbye: by FIN. */
  public void truncate() throws IOException {
    transport.close();
  }

  /** Closes it with a reset. */
  public void reset() throws IOException {
    transport.setSoLinger(true, 0);
    transport.close();
  }

  @Override
  public void close() {
    closeQuietly(socket);
    closeQuietly(transport);
  }
}
