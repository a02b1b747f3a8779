// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.benchmarks;

import io.drawbridge.leg.TlsLeg;
import io.drawbridge.leg.TlsSettings;
import io.drawbridge.leg.TlsTasks;
import io.drawbridge.loop.Deadline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Both ends of one TLS 1.3 connection with a P-256 key made for this run by the JDK's keytool. */
record TlsPair(TlsLeg client, TlsLeg server) {
  private static final TlsSettings SETTINGS =
      new TlsSettings(List.of("TLSv1.3"), List.of("TLS_AES_128_GCM_SHA256"));

  static TlsPair over(LoopbackPair sockets)
      throws IOException, GeneralSecurityException, InterruptedException {
    SSLContext context = context();
    Deadline deadline = Deadline.after(Duration.ofSeconds(30));
    FutureTask<TlsLeg> server =
        new FutureTask<>(
            () -> TlsLeg.accept(sockets.far(), context, SETTINGS, TlsTasks.HERE, deadline));
    Thread.startVirtualThread(server);
    TlsLeg client = TlsLeg.connect(sockets.near(), context, "localhost", deadline);
    try {
      return new TlsPair(client, server.get());
    } catch (ExecutionException failed) {
      throw new IOException("no handshake", failed);
    }
  }

  /** Presents a fresh certificate for {@code localhost}, and trusts it and no other. */
  static SSLContext context() throws IOException, GeneralSecurityException {
    Path directory = Files.createTempDirectory("drawbridge-keys");
    Path file = directory.resolve("keys.p12");
    try {
      return context(Keytool.make(file));
    } finally {
      Files.deleteIfExists(file);
      Files.delete(directory);
    }
  }

  private static SSLContext context(KeyStore own) throws IOException, GeneralSecurityException {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("own", own.getCertificate(Keytool.ALIAS));
    KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
    keys.init(own, Keytool.password());
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    return context;
  }
}
