// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.benchmarks.compare.load;

import io.drawbridge.benchmarks.Certificate;
import io.drawbridge.benchmarks.compare.contender.Entrance;
import io.drawbridge.benchmarks.compare.contender.Watchdog;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.IntFunction;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLParameters;

/**
 * A TLS 1.3 handshake up to the first ticket, which lets the client resume; then a reset. With
 * TLS_AES_128_GCM_SHA256 and x25519, which most clients offer first. All within {@link
 * Watchdog#LIMIT}.
 */
public final class Handshake implements ConnectionLoad.Exchange {
  /** Of a record, with what encryption adds. */
  private static final int RECORD = 17 << 10;

  private static final int CACHE = 16;

  private final Entrance entrance;
  private final SSLContext context;
  private final boolean resume;
  private final String peer;
  private final LongAdder resumed;
  private final ByteBuffer in = ByteBuffer.allocate(2 * RECORD);
  private final ByteBuffer out = ByteBuffer.allocate(RECORD);
  private final ByteBuffer plain = ByteBuffer.allocate(RECORD);
  private int count;

  private Handshake(
      Entrance entrance, SSLContext context, boolean resume, String peer, LongAdder resumed) {
    this.entrance = entrance;
    this.context = context;
    this.resume = resume;
    this.peer = peer;
    this.resumed = resumed;
  }

  /**
   * The handshakes of clients that trust the certificate.
   *
   * @param resume whether they resume the session before
   * @param resumed counts those that did
   */
  public static IntFunction<ConnectionLoad.Exchange> of(
      Entrance entrance, Certificate certificate, boolean resume, LongAdder resumed)
      throws IOException {
    SSLContext context = certificate.context();
    context.getClientSessionContext().setSessionCacheSize(CACHE);
    return client -> new Handshake(entrance, context, resume, "client-" + client, resumed);
  }

  @Override
  public void make() throws IOException {
    long begin = System.currentTimeMillis();
    SSLEngine engine = engine();
    in.clear().flip();
    try (SocketChannel channel = Entrance.open(entrance.address()).enter(plain);
        Watchdog.Watch _ = Watchdog.watch(channel)) {
      engine.beginHandshake();
      while (step(engine, channel)) {
        // The steps of the handshake, until there is none.
      }
      // A resumed session keeps the time of the full handshake that it comes from.
      if (engine.getSession().getCreationTime() < begin) {
        resumed.increment();
      }
      receive(engine, channel);
    }
  }

  private SSLEngine engine() {
    // The client finds its last session by this name; a name used once finds none.
    String name = resume ? peer : peer + "-" + count++;
    SSLEngine engine = context.createSSLEngine(name, entrance.address().getPort());
    engine.setUseClientMode(true);
    SSLParameters parameters = engine.getSSLParameters();
    parameters.setProtocols(new String[] {"TLSv1.3"});
    parameters.setCipherSuites(new String[] {"TLS_AES_128_GCM_SHA256"});
    parameters.setNamedGroups(new String[] {"x25519"});
    engine.setSSLParameters(parameters);
    return engine;
  }

  /** Does what the handshake waits for; false if that is nothing. */
  private boolean step(SSLEngine engine, SocketChannel channel) throws IOException {
    return switch (engine.getHandshakeStatus()) {
      case NEED_TASK -> {
        engine.getDelegatedTask().run();
        yield true;
      }
      case NEED_WRAP -> {
        engine.wrap(plain.clear().limit(0), out.clear());
        out.flip();
        while (out.hasRemaining()) {
          channel.write(out);
        }
        yield true;
      }
      case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> {
        receive(engine, channel);
        yield true;
      }
      case NOT_HANDSHAKING, FINISHED -> false;
    };
  }

  /** Takes one record in. */
  private void receive(SSLEngine engine, SocketChannel channel) throws IOException {
    while (engine.unwrap(in, plain.clear()).getStatus()
        == SSLEngineResult.Status.BUFFER_UNDERFLOW) {
      in.compact();
      int n = channel.read(in);
      in.flip();
      if (n < 0) {
        throw new EOFException("ended in the handshake");
      }
    }
  }
}
