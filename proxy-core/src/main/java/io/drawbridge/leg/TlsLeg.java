// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.leg;

import io.drawbridge.loop.Deadline;
import io.drawbridge.settings.ServerTls;
import io.drawbridge.splice.SocketDescriptors;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;

/**
 * A connection with TLS 1.3 or 1.2, the handshake done. It holds buffers only while bytes are
 * pending in it: half a record from the network, or sealed bytes the socket has not taken.
 *
 * <p>TLS 1.3 ends each direction apart (RFC 8446 §6.1). In TLS 1.2 a goodbye is answered at once
 * and ends both (RFC 5246 §7.2.1). An end without goodbye is a {@link TruncatedException}, never an
 * end of stream. Renegotiation and floods of empty records are refused.
 *
 * <p>Only the owner may call {@link #reset} and {@link #close} here: they give the buffers back.
 * Who merely wants to wake the owner closes the {@link #channel}.
 */
public final class TlsLeg implements Leg {
  /** Reads from the socket per call that bring no payload; the selector tells of what is left. */
  private static final int FRUITLESS_READS = 4;

  private final PlainLeg network;
  private final TlsRecords.Source fromNetwork;
  private final TlsRecords.Sink toNetwork;
  private final TlsRecords records;
  private boolean finished; // the socket's output is shut

  private TlsLeg(SocketChannel channel, SSLEngine engine, TlsTasks tasks, Deadline deadline)
      throws IOException {
    this.network = new PlainLeg(channel);
    this.fromNetwork = network::read;
    this.toNetwork = network::write;
    this.records = TlsHandshake.run(network, engine, tasks, deadline);
  }

  /**
   * Shakes hands as the server, on the calling virtual thread.
   *
   * @param protocols names as in the JDK, the preferred ones first
   * @param tasks where the costly part is computed
   * @throws SSLException if the two do not come to terms; the client was told, the channel is
   *     closed
   * @throws java.net.SocketTimeoutException when the deadline has passed; the channel is closed
   * @throws IOException if the client is gone
   */
  public static TlsLeg accept(
      SocketChannel blocking,
      SSLContext context,
      List<String> protocols,
      TlsTasks tasks,
      Deadline deadline)
      throws IOException {
    return new TlsLeg(blocking, TlsHandshake.serverEngine(context, protocols), tasks, deadline);
  }

  /**
   * Shakes hands as the client, on the calling virtual thread.
   *
   * @param serverName a name or address that the server's certificate must be for (RFC 9525); with
   *     or without a dot at its end
   * @throws SSLException if the two do not come to terms or the certificate is not trusted or for
   *     another name; the channel is closed
   * @throws java.net.SocketTimeoutException when the deadline has passed; the channel is closed
   * @throws IOException if the server is gone
   */
  public static TlsLeg connect(
      SocketChannel blocking, SSLContext context, String serverName, Deadline deadline)
      throws IOException {
    int port =
        blocking.getRemoteAddress() instanceof InetSocketAddress address ? address.getPort() : -1;
    ServerName name = ServerName.of(serverName);
    SSLEngine engine = TlsHandshake.clientEngine(context, ServerTls.PROTOCOLS, name, port);
    TlsLeg leg = new TlsLeg(blocking, engine, TlsTasks.HERE, deadline);
    try {
      name.check(engine.getSession());
      return leg;
    } catch (IOException | RuntimeException | Error otherName) {
      leg.reset();
      throw otherName;
    }
  }

  @Override
  public SocketChannel channel() {
    return network.channel();
  }

  @Override
  public boolean encrypted() {
    return true;
  }

  // First life.

  @Override
  public int receive(ByteBuffer into, Deadline deadline) throws IOException {
    try {
      int count = records.open(into);
      while (count == 0) {
        sendSealed(deadline);
        records.fill(room -> network.receive(room, deadline), into.remaining());
        count = records.open(into);
      }
      sendSealed(deadline);
      return count;
    } catch (SSLException broken) {
      records.tellWhy(bytes -> network.send(bytes, deadline));
      throw broken;
    }
  }

  @Override
  public void send(ByteBuffer from, Deadline deadline) throws IOException {
    while (from.hasRemaining()) {
      records.seal(from);
      sendSealed(deadline);
    }
  }

  private void sendSealed(Deadline deadline) throws IOException {
    records.drain(bytes -> network.send(bytes, deadline));
  }

  @Override
  public void sayGoodbye() {
    Deadline deadline = Deadline.after(PlainLeg.GOODBYE);
    try {
      // What is pending may leave no room for the goodbye at first.
      if (!records.sealGoodbye()) {
        sendSealed(deadline);
        records.sealGoodbye();
      }
      sendSealed(deadline);
    } catch (IOException | RuntimeException _) {
      // The peer is gone or slow: the socket's goodbye says whatever can still be said.
    }
    records.release();
    network.sayGoodbye(deadline);
  }

  // Second life.

  @Override
  public int read(ByteBuffer into) throws IOException {
    try {
      int count = records.open(into);
      for (int reads = 0; count == 0 && reads < FRUITLESS_READS; reads++) {
        if (records.fill(fromNetwork, into.remaining()) == 0) {
          break;
        }
        count = records.open(into);
      }
      answer(count);
      return count;
    } catch (SSLException broken) {
      records.tellWhy(toNetwork);
      throw broken;
    }
  }

  /** A new key or a session ticket may want an answer. */
  private void answer(int count) throws IOException {
    try {
      flush();
    } catch (IOException lost) {
      // What was read comes first, or the stream had a hole; the next write fails again.
      if (count == 0) {
        throw lost;
      }
    }
  }

  @Override
  public int write(ByteBuffer from) throws IOException {
    int before = from.remaining();
    while (flush() && from.hasRemaining()) {
      records.seal(from);
    }
    return before - from.remaining();
  }

  @Override
  public int chunk(int most) {
    return most < records.payload() ? most : most / records.payload() * records.payload();
  }

  @Override
  public boolean flush() throws IOException {
    records.drain(toNetwork);
    return records.output() == 0;
  }

  @Override
  public int inside() {
    return records.output();
  }

  @Override
  public boolean finish() throws IOException {
    if (finished) {
      return true;
    }
    boolean sealed = records.sealGoodbye();
    if (!flush()) {
      return false;
    }
    // What was pending may have left no room for the goodbye; now there is.
    if (!sealed && !records.sealGoodbye()) {
      throw new SSLException("no goodbye from the engine");
    }
    if (flush()) {
      network.finish();
      finished = true;
    }
    return finished;
  }

  @Override
  public int descriptor() {
    return SocketDescriptors.NONE;
  }

  @Override
  public boolean halfCloses() {
    return records.halfCloses();
  }

  @Override
  public boolean hasBuffered() {
    return records.hasInput();
  }

  @Override
  public void reset() {
    records.release();
    network.reset();
  }

  @Override
  public void close() {
    records.release();
    network.close();
  }
}
