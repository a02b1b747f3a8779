// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.plugin;

import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import javax.net.ssl.SSLException;

/** Why an encrypted connection to an authority could not be made, and what to do about it. */
final class TlsFailure {
  private TlsFailure() {}

  /** A sentence without the other side's own words. */
  static String told(SSLException failure) {
    Optional<X509Certificate> judged = Optional.empty();
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      switch (cause) {
        case CertPathValidatorException path -> judged = certificate(path);
        case CertificateExpiredException _ -> {
          return "its certificate has expired"
              + at(judged, X509Certificate::getNotAfter, " at ")
              + "; have it renewed there, and compare this machine's clock";
        }
        case CertificateNotYetValidException _ -> {
          return "its certificate is not valid yet"
              + at(judged, X509Certificate::getNotBefore, ", but from ")
              + "; compare this machine's clock";
        }
        case CertPathBuilderException _ -> {
          return "its certificate is of an authority that is not trusted here; if it is your own,"
              + " name the authority's certificate under [web] as authorities";
        }
        // The JDK has no class of its own for a name that does not fit (RFC 9525).
        case CertificateException name when String.valueOf(name.getMessage()).startsWith("No ") -> {
          return "its certificate is made out to another name; write the name that is in the"
              + " certificate into the address";
        }
        default -> {
          // Perhaps the cause of it says more.
        }
      }
    }
    return "TLS failed (" + failure.getClass().getSimpleName() + "); does it speak TLS 1.2 or 1.3?";
  }

  private static Optional<X509Certificate> certificate(CertPathValidatorException failure) {
    if (failure.getCertPath() == null) {
      return Optional.empty();
    }
    List<? extends Certificate> path = failure.getCertPath().getCertificates();
    int index = failure.getIndex();
    return index >= 0 && index < path.size() && path.get(index) instanceof X509Certificate judged
        ? Optional.of(judged)
        : Optional.empty();
  }

  private static String at(
      Optional<X509Certificate> judged, Function<X509Certificate, Date> time, String before) {
    return judged.map(time).map(date -> before + date.toInstant()).orElse("");
  }
}
