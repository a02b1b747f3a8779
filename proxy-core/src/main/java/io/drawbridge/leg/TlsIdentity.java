// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.leg;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.security.auth.x500.X500Principal;

/**
 * What a TLS server proves who it is with. Checked when it is made: a mistake is told at the start
 * and not at the first handshake.
 *
 * @param chain its certificate, then that one's issuer, and so on
 * @param key the private key of the first certificate
 */
public record TlsIdentity(List<X509Certificate> chain, PrivateKey key) {
  /** Copies the chain. */
  public TlsIdentity {
    chain = List.copyOf(chain);
  }

  /** From a chain and a key in PEM; the key may be in the chain's file. */
  static TlsIdentity pem(Path certificate, Path key) throws IOException {
    TlsIdentity identity = new TlsIdentity(certificates(certificate), key(key));
    identity.check(certificate, key);
    return identity;
  }

  /**
   * From a PKCS#12 store that holds one key.
   *
   * @throws IOException if it cannot be used; the message names the file
   */
  public static TlsIdentity pkcs12(Path store, char[] password) throws IOException {
    try {
      KeyStore keys = KeyStore.getInstance("PKCS12");
      load(keys, store, password);
      List<String> aliases = new ArrayList<>();
      for (String alias : Collections.list(keys.aliases())) {
        if (keys.isKeyEntry(alias)) {
          aliases.add(alias);
        }
      }
      if (aliases.size() != 1) {
        throw new IOException(store + " must hold one key, and holds " + aliases.size());
      }
      Certificate[] stored = keys.getCertificateChain(aliases.getFirst());
      if (stored == null) {
        throw new IOException(store + " holds a key without its certificate");
      }
      TlsIdentity identity =
          new TlsIdentity(
              Arrays.stream(stored).map(X509Certificate.class::cast).toList(),
              (PrivateKey) keys.getKey(aliases.getFirst(), password));
      identity.check(store, store);
      return identity;
    } catch (GeneralSecurityException e) {
      throw new IOException(store + " cannot be used: " + e.getMessage());
    }
  }

  private static void load(KeyStore keys, Path store, char[] password)
      throws IOException, GeneralSecurityException {
    byte[] content = PemBlock.bytes(store);
    try {
      keys.load(new ByteArrayInputStream(content), password);
    } catch (IOException e) {
      // The JDK's message does not name the file, and there may be none.
      String why = e.getMessage() == null ? "it is cut short" : e.getMessage();
      throw new IOException(store + " is no PKCS#12 store of this password: " + why);
    }
  }

  /**
   * All certificates of a PEM file, at least one.
   *
   * @throws IOException if it cannot be used; the message names the file
   */
  public static List<X509Certificate> certificates(Path file) throws IOException {
    List<X509Certificate> certificates = new ArrayList<>();
    for (PemBlock block : PemBlock.of(file)) {
      if (block.label().equals("CERTIFICATE")) {
        try {
          certificates.add(
              (X509Certificate)
                  CertificateFactory.getInstance("X.509")
                      .generateCertificate(new ByteArrayInputStream(block.der())));
        } catch (CertificateException _) {
          throw new IOException(file + " holds a certificate that is not X.509");
        }
      }
    }
    if (certificates.isEmpty()) {
      throw new IOException(file + " holds no certificate in PEM");
    }
    return certificates;
  }

  /**
   * The one private key of a PEM file.
   *
   * @throws IOException if it cannot be used; the message names the file
   */
  public static PrivateKey key(Path file) throws IOException {
    return PrivateKeys.of(file);
  }

  private void check(Path certificates, Path keys) throws IOException {
    X509Certificate own = chain.getFirst();
    try {
      own.checkValidity();
    } catch (CertificateExpiredException _) {
      throw new IOException(
          "the certificate of " + certificates + " expired at " + own.getNotAfter().toInstant());
    } catch (CertificateNotYetValidException _) {
      String from = own.getNotBefore().toInstant().toString();
      throw new IOException("the certificate of " + certificates + " is not valid before " + from);
    }
    if (!fits(own, keys)) {
      throw new IOException(
          "the key of " + keys + " is not that of the certificate " + certificates);
    }
    for (int i = 1; i < chain.size(); i++) {
      X500Principal issuer = chain.get(i - 1).getIssuerX500Principal();
      if (!issuer.equals(chain.get(i).getSubjectX500Principal())) {
        throw new IOException(
            "%s: each certificate must be followed by that of its issuer; number %d is not"
                .formatted(certificates, i + 1));
      }
    }
  }

  private boolean fits(X509Certificate certificate, Path keys) throws IOException {
    String algorithm =
        switch (key.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          default -> key.getAlgorithm();
        };
    byte[] probe = {1, 2, 3};
    byte[] signed;
    try {
      Signature sign = Signature.getInstance(algorithm);
      sign.initSign(key);
      sign.update(probe);
      signed = sign.sign();
    } catch (GeneralSecurityException e) {
      throw new IOException(
          "Java cannot sign with the key of %s (%s); take RSA, Ed25519, or EC on secp256r1,"
                  .formatted(keys, e.getMessage())
              + " secp384r1 or secp521r1");
    }
    try {
      Signature verify = Signature.getInstance(algorithm);
      verify.initVerify(certificate.getPublicKey());
      verify.update(probe);
      return verify.verify(signed);
    } catch (GeneralSecurityException _) {
      return false;
    }
  }

  SSLContext context() throws IOException {
    // Only in memory; the JDK wants one nevertheless.
    char[] password = "in memory".toCharArray();
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setKeyEntry("server", key, password, chain.toArray(Certificate[]::new));
      // It takes the key out of the store once. "PKIX" does it again and again, and opening what
      // the password protects costs more than the whole handshake.
      KeyManagerFactory keys = KeyManagerFactory.getInstance("SunX509");
      keys.init(store, password);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), null, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IOException("the certificate cannot be used: " + e.getMessage());
    } finally {
      Arrays.fill(password, '\0');
    }
  }
}
