// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.leg;

import io.drawbridge.loop.Deadline;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;

/** The blocking beginning of a TLS leg, on the session's thread. */
final class TlsHandshake {
  /** RFC 8446 §4.2.7, RFC 8422 §5.1.1; the JDK's names, the preferred first. */
  private static final String[] GROUPS = {"x25519", "secp256r1", "secp384r1", "secp521r1", "x448"};

  /** RFC 8446 §4.2.3; those with PKCS#1 are for certificates and TLS 1.2. */
  private static final String[] SCHEMES = {
    "ecdsa_secp256r1_sha256",
    "ecdsa_secp384r1_sha384",
    "ecdsa_secp521r1_sha512",
    "ed25519",
    "ed448",
    "rsa_pss_rsae_sha256",
    "rsa_pss_rsae_sha384",
    "rsa_pss_rsae_sha512",
    "rsa_pss_pss_sha256",
    "rsa_pss_pss_sha384",
    "rsa_pss_pss_sha512",
    "rsa_pkcs1_sha256",
    "rsa_pkcs1_sha384",
    "rsa_pkcs1_sha512"
  };

  private TlsHandshake() {}

  static SSLEngine serverEngine(SSLContext context, TlsSettings settings) {
    SSLEngine engine = context.createSSLEngine();
    engine.setUseClientMode(false);
    SSLParameters parameters = parameters(engine, settings);
    parameters.setUseCipherSuitesOrder(true);
    engine.setSSLParameters(parameters);
    return engine;
  }

  /** The name is sent along where it can be, and must be in the certificate. */
  static SSLEngine clientEngine(
      SSLContext context, TlsSettings settings, ServerName name, int port) {
    SSLEngine engine = context.createSSLEngine(name.text(), port);
    engine.setUseClientMode(true);
    SSLParameters parameters = parameters(engine, settings);
    name.setUp(parameters);
    engine.setSSLParameters(parameters);
    return engine;
  }

  private static SSLParameters parameters(SSLEngine engine, TlsSettings settings) {
    SSLParameters parameters = engine.getSSLParameters();
    parameters.setProtocols(settings.protocols().toArray(String[]::new));
    parameters.setCipherSuites(settings.ciphers().toArray(String[]::new));
    // The JDK judges every group and scheme that it has in every handshake: finite-field groups
    // that no cipher here uses, and SHA-1.
    parameters.setNamedGroups(GROUPS);
    parameters.setSignatureSchemes(SCHEMES);
    return parameters;
  }

  /**
   * Shakes hands. On failure the peer is told why, as far as it listens, and the channel is closed.
   *
   * @throws javax.net.ssl.SSLException if the two do not come to terms
   * @throws java.net.SocketTimeoutException when the deadline has passed
   */
  static TlsRecords run(SocketChannel channel, SSLEngine engine, TlsTasks tasks, Deadline deadline)
      throws IOException {
    TlsRecords records = new TlsRecords(engine);
    try {
      engine.beginHandshake();
      negotiate(channel, engine, records, tasks, deadline);
      if (records.ended() || engine.getSession().getProtocol().equals("NONE")) {
        throw new SSLException("the peer said goodbye during the handshake");
      }
      records.established();
      return records;
    } catch (SSLException refused) {
      sendAlert(channel, records, deadline);
      records.release();
      BlockingSocket.sayGoodbye(channel, deadline.within(BlockingSocket.GOODBYE));
      throw refused;
    } catch (IOException | RuntimeException | Error gone) {
      records.release();
      BlockingSocket.reset(channel);
      throw gone;
    }
  }

  private static void negotiate(
      SocketChannel channel,
      SSLEngine engine,
      TlsRecords records,
      TlsTasks tasks,
      Deadline deadline)
      throws IOException {
    HandshakeStatus status = engine.getHandshakeStatus();
    while (!records.ended()) {
      switch (status) {
        case NEED_TASK -> tasks.run(records::runTasks, deadline);
        case NEED_WRAP -> wrap(channel, engine, records, deadline);
        case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> unwrap(channel, records, deadline);
        case FINISHED, NOT_HANDSHAKING -> {
          send(channel, records, deadline);
          return;
        }
      }
      status = engine.getHandshakeStatus();
    }
    send(channel, records, deadline);
  }

  /** One record of a flight: it leaves with the others, or when there is no room for them. */
  private static void wrap(
      SocketChannel channel, SSLEngine engine, TlsRecords records, Deadline deadline)
      throws IOException {
    if (records.wrap(TlsRecords.NOTHING)
        || engine.getHandshakeStatus() != HandshakeStatus.NEED_WRAP) {
      return;
    }
    if (records.output() == 0) {
      throw new SSLException("the handshake makes no progress");
    }
    send(channel, records, deadline);
  }

  private static void send(SocketChannel channel, TlsRecords records, Deadline deadline)
      throws IOException {
    if (records.output() > 0) {
      records.drain(bytes -> BlockingSocket.send(channel, bytes, deadline));
    }
  }

  private static void unwrap(SocketChannel channel, TlsRecords records, Deadline deadline)
      throws IOException {
    if (!records.hasInput()) {
      send(channel, records, deadline);
      records.fill(room -> BlockingSocket.receive(channel, room, deadline), 0);
    }
    records.unwrap(TlsRecords.NOTHING);
  }

  private static void sendAlert(SocketChannel channel, TlsRecords records, Deadline deadline) {
    try {
      records.answer();
      send(channel, records, deadline);
    } catch (IOException | RuntimeException ignored) {
      // The alert is a courtesy; the failure itself is on its way to the caller.
    }
  }
}
