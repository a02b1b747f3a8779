// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.leg;

import java.io.IOException;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;

/**
 * The record layer of one TLS connection: an engine and the bytes on their way through it. It does
 * no waiting, so both lives of a leg use it.
 *
 * <pre>
 *   network → in → unwrap → (plain) → reader        writer → wrap → out → network
 * </pre>
 *
 * Each buffer is leased only while it holds bytes, {@code plain} only for a reader with less room
 * than a record needs.
 */
final class TlsRecords {
  static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  /** RFC 8446 §5.1, RFC 5246 §6.2.1: ContentType, the first byte of a record. */
  private static final byte HANDSHAKE = 22;

  /** An engine that wants to wrap again and again without end is broken (CVE-2021-35565). */
  private static final int CONTROL_ROUNDS = 16;

  private final SSLEngine engine;
  private final FloodGuard floodGuard = new FloodGuard();
  private ByteBuffer in; // to be read from; null if empty
  private ByteBuffer plain; // to be read from; null if empty
  private ByteBuffer out; // to be written to; null if empty
  private boolean starved = true; // in holds less than one record
  private boolean ended; // the peer said goodbye
  private SSLException broken; // the peer broke the protocol, and nothing more can be read
  private boolean established;
  private boolean halfCloses;
  private int payload = 16 * 1024; // RFC 8446 §5.1; JSSE puts a little less into a record

  TlsRecords(SSLEngine engine) {
    this.engine = engine;
  }

  /** The handshake is over: from here on a renegotiation is refused. */
  void established() {
    established = true;
    halfCloses = engine.getSession().getProtocol().equals("TLSv1.3");
  }

  HandshakeStatus status() {
    return engine.getHandshakeStatus();
  }

  boolean halfCloses() {
    return halfCloses;
  }

  /** How many bytes the engine puts into one record when it is given more. */
  int payload() {
    return payload;
  }

  /** Whether the peer said goodbye; what it said before may still wait in here. */
  boolean ended() {
    return ended;
  }

  /** Goodbye and break count: they may have come with the last bytes, and nothing need follow. */
  boolean hasInput() {
    return plain != null || !starved || ended || broken != null;
  }

  /** Sealed bytes that the network has not taken. */
  int output() {
    return out == null ? 0 : out.position();
  }

  /**
   * Takes bytes from the network, and returns how many came; 0 when there are none now.
   *
   * @param wanted how much room the reader has
   * @throws Leg.TruncatedException if the network ends: the peer has not said goodbye
   */
  int fill(Source source, int wanted) throws IOException {
    in = in == null ? LegBuffers.lease(wanted) : LegBuffers.makeRoom(in, wanted);
    int count = 0;
    try {
      count = source.read(in);
    } finally {
      in.flip();
      starved = count <= 0;
      if (!in.hasRemaining()) {
        in = LegBuffers.release(in);
      } else if (starved) {
        in = LegBuffers.shrink(in);
      }
    }
    if (count < 0) {
      throw new Leg.TruncatedException();
    }
    return count;
  }

  /**
   * Decrypts what is there, and returns how many bytes; 0 when more is needed from the network; -1
   * after the peer's goodbye. What came before a break is handed out first; the break is told by
   * the next call and by every one after it, for the engine is not to be asked again.
   *
   * @throws SSLException if the peer breaks the protocol, renegotiates or floods
   */
  int open(ByteBuffer into) throws SSLException {
    if (plain != null) {
      return takePlain(into);
    }
    int total = 0;
    try {
      while (broken == null && !ended && !starved && into.hasRemaining()) {
        int made = unwrap(into);
        if (made < 0 && total > 0) {
          break;
        }
        total += made < 0 ? openAside(into) : made;
      }
    } catch (SSLException e) {
      broken = e;
      in = LegBuffers.release(in);
    }
    if (total == 0 && broken != null) {
      throw broken;
    }
    return total == 0 && ended ? -1 : total;
  }

  private int openAside(ByteBuffer into) throws SSLException {
    int taken;
    plain = LegBuffers.lease();
    try {
      unwrap(plain);
    } finally {
      // Also after a failure: unflipped, it would hand out what an earlier leg left in it.
      plain.flip();
      taken = takePlain(into);
    }
    return taken;
  }

  /** One record; -1 if {@code into} has no room for it. */
  int unwrap(ByteBuffer into) throws SSLException {
    if (established && !halfCloses && in != null && in.get(in.position()) == HANDSHAKE) {
      // TLS 1.2 sends these for a renegotiation only: it costs the one who asks for it nothing, and
      // the other side much.
      throw new SSLException("renegotiation refused");
    }
    int before = into.position();
    SSLEngineResult result = engine.unwrap(in == null ? NOTHING : in, into);
    switch (result.getStatus()) {
      case BUFFER_OVERFLOW -> {
        return -1;
      }
      case BUFFER_UNDERFLOW -> starve();
      case CLOSED -> ended = true;
      case OK -> {}
    }
    if (ended || (in != null && !in.hasRemaining())) {
      in = LegBuffers.release(in);
      starved = true;
    }
    int made = into.position() - before;
    if (established && result.getStatus() != SSLEngineResult.Status.BUFFER_UNDERFLOW) {
      if (made == 0 && !ended) {
        floodGuard.fruitless();
      }
      if (result.getHandshakeStatus() != HandshakeStatus.NOT_HANDSHAKING) {
        answer();
      }
    }
    return made;
  }

  private void starve() throws SSLException {
    starved = true;
    if (in != null && in.remaining() == in.capacity()) {
      throw new SSLException("record too large");
    }
    // The rest of the record may be long in coming.
    in = LegBuffers.shrink(in);
  }

  private int takePlain(ByteBuffer into) {
    int count = LegBuffers.move(plain, into);
    if (!plain.hasRemaining()) {
      plain = LegBuffers.release(plain);
    }
    return count;
  }

  /** Seals what the engine itself has to say: a session ticket, a new key, an alert. */
  void answer() throws SSLException {
    for (int round = 0; round < CONTROL_ROUNDS; round++) {
      if (status() == HandshakeStatus.NEED_TASK) {
        runTasks();
      } else if (status() != HandshakeStatus.NEED_WRAP || !wrap(NOTHING)) {
        return;
      }
    }
  }

  /** Runs what the engine wants computed, on this thread. */
  void runTasks() {
    for (Runnable task; (task = engine.getDelegatedTask()) != null; ) {
      task.run();
    }
  }

  /** Encrypts as much as there is room for, and returns how many bytes were taken. */
  int seal(ByteBuffer from) throws IOException {
    int before = from.remaining();
    while (from.hasRemaining() && wrap(from)) {
      // Until there is no more room.
    }
    if (engine.isOutboundDone() && from.hasRemaining()) {
      throw new SSLException("closed for sending");
    }
    return before - from.remaining();
  }

  /** One record; whether it brought anything. */
  boolean wrap(ByteBuffer from) throws SSLException {
    if (out == null) {
      out = LegBuffers.lease(from.remaining());
    }
    try {
      SSLEngineResult result = engine.wrap(from, out);
      if (from.hasRemaining() && result.bytesConsumed() > 0) {
        payload = result.bytesConsumed();
      }
      return result.bytesProduced() > 0;
    } finally {
      if (out.position() == 0) {
        out = LegBuffers.release(out);
      }
    }
  }

  /** Puts the goodbye behind everything sealed; false if there is no room for it yet. */
  boolean sealGoodbye() throws SSLException {
    engine.closeOutbound();
    boolean more = true;
    for (int round = 0; more && round < CONTROL_ROUNDS && !engine.isOutboundDone(); round++) {
      more = wrap(NOTHING);
    }
    return engine.isOutboundDone();
  }

  /** Hands the sealed bytes, if there are any, to {@code sink}, which takes what it can. */
  void drain(Sink sink) throws IOException {
    if (out == null) {
      return;
    }
    out.flip();
    try {
      sink.take(out);
    } finally {
      out.compact();
      if (out.position() == 0) {
        out = LegBuffers.release(out);
      }
    }
  }

  /** The alert, if the engine has one to send, leaves as far as the network takes it. */
  void tellWhy(Sink network) {
    try {
      answer();
      drain(network);
    } catch (IOException | RuntimeException _) {
      // The failure itself is on its way to the caller.
    }
  }

  void release() {
    in = LegBuffers.release(in);
    plain = LegBuffers.release(plain);
    out = LegBuffers.release(out);
    starved = true;
  }

  /** -1 at the end. */
  interface Source {
    int read(ByteBuffer into) throws IOException;
  }

  interface Sink {
    void take(ByteBuffer bytes) throws IOException;
  }
}
