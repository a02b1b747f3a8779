// SPDX-License-Identifier: Apache-2.0
package io.drawbridge;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drawbridge.testing.Certificates;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.X509ExtendedKeyManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A listener's handshakes are computed by threads that take the sources in turn, not by sessions.
 */
@Timeout(60)
class HandshakeThreadsTest {
  @TempDir Path directory;

  /** Notes which thread takes the server's key: the one that computes the handshake. */
  private static final class Watched extends X509ExtendedKeyManager {
    private final X509ExtendedKeyManager keys;
    private final Queue<Thread> threads;

    private Watched(X509ExtendedKeyManager keys, Queue<Thread> threads) {
      this.keys = keys;
      this.threads = threads;
    }

    @Override
    public String[] getClientAliases(String type, Principal[] issuers) {
      return keys.getClientAliases(type, issuers);
    }

    @Override
    public String chooseClientAlias(String[] types, Principal[] issuers, Socket socket) {
      return keys.chooseClientAlias(types, issuers, socket);
    }

    @Override
    public String[] getServerAliases(String type, Principal[] issuers) {
      return keys.getServerAliases(type, issuers);
    }

    @Override
    public String chooseServerAlias(String type, Principal[] issuers, Socket socket) {
      return keys.chooseServerAlias(type, issuers, socket);
    }

    @Override
    public String chooseEngineServerAlias(String type, Principal[] issuers, SSLEngine engine) {
      return keys.chooseEngineServerAlias(type, issuers, engine);
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
      return keys.getCertificateChain(alias);
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
      threads.add(Thread.currentThread());
      return keys.getPrivateKey(alias);
    }
  }

  @Test
  void theServersKeyIsUsedByTheThreadsForHandshakesAlone() throws Exception {
    Queue<Thread> threads = new ConcurrentLinkedQueue<>();
    Certificates certificates = Certificates.of("localhost", keys -> new Watched(keys, threads));
    try (GatewayRig rig = new GatewayRig(directory)) {
      rig.builder.listener(
          "ci", l -> l.address(new InetSocketAddress("127.0.0.1", 0)).tls(certificates::server));
      InetSocketAddress at = (InetSocketAddress) rig.proxy().address("ci");
      for (String version : new String[] {"TLSv1.3", "TLSv1.2"}) {
        threads.clear();
        try (SSLSocket client =
            (SSLSocket)
                certificates
                    .client()
                    .getSocketFactory()
                    .createSocket(at.getAddress(), at.getPort())) {
          client.setEnabledProtocols(new String[] {version});
          client.startHandshake();
        }
        assertFalse(threads.isEmpty(), version);
        for (Thread thread : threads) {
          assertTrue(thread.getName().startsWith("drawbridge-tls"), version + ": " + thread);
        }
      }
      rig.assertOver();
    }
  }
}
