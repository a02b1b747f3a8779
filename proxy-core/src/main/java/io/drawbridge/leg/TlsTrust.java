// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.leg;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertPath;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/** TLS contexts of a client: whose certificates it accepts. */
public final class TlsTrust {
  private TlsTrust() {}

  /** Trusts the certificate authorities of the Java platform. */
  public static SSLContext platform() throws IOException {
    return context(platformManager());
  }

  /**
   * Trusts the certificate authorities of this PEM file and no other.
   *
   * @throws IOException if it cannot be used; the message names the file
   */
  public static SSLContext of(Path authorities) throws IOException {
    return trusting(TlsIdentity.certificates(authorities));
  }

  /**
   * Trusts the certificate authorities of the Java platform and those of this PEM file.
   *
   * @throws IOException if it cannot be used; the message names the file
   */
  public static SSLContext platformAnd(Path authorities) throws IOException {
    List<X509Certificate> all = new ArrayList<>(TlsIdentity.certificates(authorities));
    all.addAll(List.of(platformManager().getAcceptedIssuers()));
    return trusting(all);
  }

  private static InTime platformManager() throws IOException {
    try {
      return manager(null);
    } catch (GeneralSecurityException e) {
      throw new IOException("the platform's certificate authorities: " + e.getMessage());
    }
  }

  private static SSLContext trusting(List<X509Certificate> authorities) throws IOException {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      for (int i = 0; i < authorities.size(); i++) {
        store.setCertificateEntry("authority-" + i, authorities.get(i));
      }
      return context(manager(store));
    } catch (GeneralSecurityException e) {
      throw new IOException("the certificate authorities cannot be used: " + e.getMessage());
    }
  }

  /** Of the platform's without a store. Every JDK's PKIX factory makes one such manager. */
  private static InTime manager(KeyStore store) throws GeneralSecurityException {
    TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
    factory.init(store);
    return new InTime((X509ExtendedTrustManager) factory.getTrustManagers()[0]);
  }

  /**
   * Refuses a certificate outside its time also where it is trusted by itself: the JDK does not
   * look at the time of an anchor (RFC 5280 §6.1 does not, either), so that a self-signed
   * certificate in a file of authorities would be taken for ever.
   */
  private static final class InTime extends X509ExtendedTrustManager {
    private final X509ExtendedTrustManager anchors;

    InTime(X509ExtendedTrustManager anchors) {
      this.anchors = anchors;
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
        throws CertificateException {
      anchors.checkServerTrusted(chain, type, engine);
      requireInTime(chain[0]);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
        throws CertificateException {
      anchors.checkServerTrusted(chain, type, socket);
      requireInTime(chain[0]);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type)
        throws CertificateException {
      anchors.checkServerTrusted(chain, type);
      requireInTime(chain[0]);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
        throws CertificateException {
      anchors.checkClientTrusted(chain, type, engine);
      requireInTime(chain[0]);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
        throws CertificateException {
      anchors.checkClientTrusted(chain, type, socket);
      requireInTime(chain[0]);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type)
        throws CertificateException {
      anchors.checkClientTrusted(chain, type);
      requireInTime(chain[0]);
    }

    private static void requireInTime(X509Certificate presented) throws CertificateException {
      try {
        presented.checkValidity();
      } catch (CertificateExpiredException | CertificateNotYetValidException e) {
        // Beside the certificate, so that whoever tells of it can say since when.
        CertPath path =
            CertificateFactory.getInstance("X.509").generateCertPath(List.of(presented));
        throw new CertificateException(
            new CertPathValidatorException("outside its time", e, path, 0));
      }
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return anchors.getAcceptedIssuers();
    }
  }

  private static SSLContext context(InTime manager) throws IOException {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {manager}, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IOException("TLS cannot be set up: " + e.getMessage());
    }
  }
}
