// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.leg;

import io.drawbridge.loop.Deadline;
import java.io.IOException;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;

/** The blocking beginning of a TLS leg, on the session's thread. */
final class TlsHandshake {
  /** Forward secrecy and authenticated encryption only (RFC 9325 §4.2), the preferred first. */
  private static final String[] CIPHERS = {
    "TLS_AES_128_GCM_SHA256",
    "TLS_AES_256_GCM_SHA384",
    "TLS_CHACHA20_POLY1305_SHA256",
    "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
    "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
    "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
    "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
    "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
    "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256"
  };

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

  static SSLEngine serverEngine(SSLContext context, List<String> protocols) {
    SSLEngine engine = context.createSSLEngine();
    engine.setUseClientMode(false);
    SSLParameters parameters = parameters(engine, protocols);
    parameters.setUseCipherSuitesOrder(true);
    engine.setSSLParameters(parameters);
    return engine;
  }

  /** The name is sent along where it can be, and must be in the certificate. */
  static SSLEngine clientEngine(
      SSLContext context, List<String> protocols, ServerName name, int port) {
    SSLEngine engine = context.createSSLEngine(name.text(), port);
    engine.setUseClientMode(true);
    SSLParameters parameters = parameters(engine, protocols);
    name.setUp(parameters);
    engine.setSSLParameters(parameters);
    return engine;
  }

  private static SSLParameters parameters(SSLEngine engine, List<String> protocols) {
    SSLParameters parameters = engine.getSSLParameters();
    parameters.setProtocols(protocols.toArray(String[]::new));
    parameters.setCipherSuites(CIPHERS);
    // The JDK judges every group and scheme that it has in every handshake: finite-field groups
    // that no cipher here uses, and SHA-1.
    parameters.setNamedGroups(GROUPS);
    parameters.setSignatureSchemes(SCHEMES);
    return parameters;
  }

  /**
   * Shakes hands. On failure the peer is told why, as far as it listens, and the leg is closed.
   *
   * @throws SSLException if the two do not come to terms
   * @throws java.net.SocketTimeoutException when the deadline has passed
   */
  static TlsRecords run(PlainLeg network, SSLEngine engine, TlsTasks tasks, Deadline deadline)
      throws IOException {
    TlsRecords records = new TlsRecords(engine);
    try {
      engine.beginHandshake();
      negotiate(network, records, tasks, deadline);
      records.drain(bytes -> network.send(bytes, deadline));
      if (records.ended() || engine.getSession().getProtocol().equals("NONE")) {
        throw new SSLException("the peer said goodbye during the handshake");
      }
      records.established();
      return records;
    } catch (SSLException refused) {
      records.tellWhy(bytes -> network.send(bytes, deadline));
      records.release();
      network.sayGoodbye(deadline.within(PlainLeg.GOODBYE));
      throw refused;
    } catch (IOException | RuntimeException | Error gone) {
      records.release();
      network.reset();
      throw gone;
    }
  }

  private static void negotiate(
      PlainLeg network, TlsRecords records, TlsTasks tasks, Deadline deadline) throws IOException {
    while (!records.ended()) {
      switch (records.status()) {
        case NEED_TASK -> tasks.run(records::runTasks, deadline);
        case NEED_WRAP -> wrap(network, records, deadline);
        case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> unwrap(network, records, deadline);
        case FINISHED, NOT_HANDSHAKING -> {
          return;
        }
      }
    }
  }

  /** One record of a flight: it leaves with the others, or when there is no room for them. */
  private static void wrap(PlainLeg network, TlsRecords records, Deadline deadline)
      throws IOException {
    if (records.wrap(TlsRecords.NOTHING) || records.status() != HandshakeStatus.NEED_WRAP) {
      return;
    }
    if (records.output() == 0) {
      throw new SSLException("the handshake makes no progress");
    }
    records.drain(bytes -> network.send(bytes, deadline));
  }

  private static void unwrap(PlainLeg network, TlsRecords records, Deadline deadline)
      throws IOException {
    if (!records.hasInput()) {
      records.drain(bytes -> network.send(bytes, deadline));
      records.fill(room -> network.receive(room, deadline), 0);
    }
    records.unwrap(TlsRecords.NOTHING);
  }
}
