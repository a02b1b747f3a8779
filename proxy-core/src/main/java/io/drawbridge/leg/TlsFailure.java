// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.leg;

import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.util.Date;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;

/**
 * Why TLS with a server could not be set up, and what to do about it. The JDK has no classes for
 * most causes; its words are compared, and {@code TlsFailureTest} tells when they change.
 */
public final class TlsFailure {
  private static final Pattern ALERT = Pattern.compile("fatal alert: (\\w+)");

  private TlsFailure() {}

  /**
   * A sentence about "it", the server, without any words of its own.
   *
   * @param trusting how an authority comes to be trusted here, put behind the sentence about an
   *     unknown one; begins with a semicolon, or is empty
   */
  public static String told(SSLException failure, String trusting) {
    Optional<X509Certificate> judged = Optional.empty();
    boolean untrusted = false;
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      switch (cause) {
        case CertPathValidatorException path -> {
          judged = certificate(path);
          untrusted = true;
        }
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
        case CertPathBuilderException _ -> untrusted = true;
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
    // Also where an authority of the same name has another key: its signature does not fit.
    return untrusted
        ? "its certificate is of an authority that is not trusted here" + trusting
        : byWords(String.valueOf(failure.getMessage()));
  }

  private static String byWords(String message) {
    if (message.contains("nrecognized SSL message") || message.contains("plaintext connection")) {
      return "it does not speak TLS there";
    }
    if (message.contains("goodbye") || message.contains("close_notify")) {
      return "it broke the handshake off";
    }
    Matcher alert = ALERT.matcher(message);
    return switch (alert.find() ? alert.group(1) : "") {
      case "protocol_version" -> "it offers neither TLS 1.3 nor TLS 1.2";
      case "handshake_failure" ->
          "it has no cipher suite in common with this side, or wants a certificate of it";
      case "certificate_required", "bad_certificate" -> "it wants a certificate of this side";
      case "unrecognized_name" -> "it knows no server of that name";
      case "" -> "TLS failed; does it speak TLS 1.3 or 1.2?";
      default -> "it refused TLS with the alert " + alert.group(1);
    };
  }

  private static Optional<X509Certificate> certificate(CertPathValidatorException failure) {
    // The index is within the path, or -1 where it is not known or there is no path.
    int index = failure.getIndex();
    return index < 0
        ? Optional.empty()
        : Optional.of((X509Certificate) failure.getCertPath().getCertificates().get(index));
  }

  private static String at(
      Optional<X509Certificate> judged, Function<X509Certificate, Date> time, String before) {
    return judged.map(time).map(date -> before + date.toInstant()).orElse("");
  }
}
