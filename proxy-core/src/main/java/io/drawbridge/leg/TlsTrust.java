// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.leg;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/** TLS contexts of a client: whose certificates it accepts. */
public final class TlsTrust {
  private TlsTrust() {}

  /** Trusts the certificate authorities of the Java platform. */
  public static SSLContext platform() throws IOException {
    return context(null);
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
    try {
      for (TrustManager manager : managers(null)) {
        if (manager instanceof X509TrustManager platform) {
          all.addAll(List.of(platform.getAcceptedIssuers()));
        }
      }
    } catch (GeneralSecurityException e) {
      throw new IOException("the platform's certificate authorities: " + e.getMessage());
    }
    return trusting(all);
  }

  private static SSLContext trusting(List<X509Certificate> authorities) throws IOException {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      for (int i = 0; i < authorities.size(); i++) {
        store.setCertificateEntry("authority-" + i, authorities.get(i));
      }
      return context(managers(store));
    } catch (GeneralSecurityException e) {
      throw new IOException("the certificate authorities cannot be used: " + e.getMessage());
    }
  }

  private static TrustManager[] managers(KeyStore store) throws GeneralSecurityException {
    TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
    factory.init(store);
    return factory.getTrustManagers();
  }

  private static SSLContext context(TrustManager[] managers) throws IOException {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, managers, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IOException("TLS cannot be set up: " + e.getMessage());
    }
  }
}
