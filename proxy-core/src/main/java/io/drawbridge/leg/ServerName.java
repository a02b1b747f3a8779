// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.leg;

import java.security.cert.CertificateException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;

/**
 * The name or address that a server's certificate must be for. The JDK refuses names that resolvers
 * and container networks know well, such as {@code my_db}: such a name is not sent, and is compared
 * with the certificate here. The dot that may end a name says that it is whole (RFC 1034 §3.1); it
 * is in no certificate, and RFC 6066 §3 forbids to send it.
 *
 * @param text without a dot at its end
 * @param sent what goes into the handshake; empty for an address (RFC 6066 §3) and for a name that
 *     the JDK does not send
 * @param known whether the JDK compares it with the certificate itself
 */
record ServerName(String text, List<SNIServerName> sent, boolean known) {
  private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|.*:.*");

  /** RFC 5280 §4.2.1.6, GeneralName: the number of dNSName. */
  private static final int DNS_NAME = 2;

  static ServerName of(String name) {
    String text = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    if (ADDRESS.matcher(text).matches()) {
      return new ServerName(text, List.of(), true);
    }
    try {
      return new ServerName(text, List.of(new SNIHostName(text)), true);
    } catch (IllegalArgumentException _) {
      return new ServerName(text, List.of(), false);
    }
  }

  /** Has the engine send it and, if it can, compare it (RFC 9525). */
  void setUp(SSLParameters parameters) {
    parameters.setServerNames(sent);
    parameters.setEndpointIdentificationAlgorithm(known ? "HTTPS" : null);
  }

  /** Compares what the engine could not: to be called before the first byte of payload. */
  void check(SSLSession session) throws SSLException {
    if (known) {
      return;
    }
    try {
      X509Certificate certificate = (X509Certificate) session.getPeerCertificates()[0];
      Collection<List<?>> names = certificate.getSubjectAlternativeNames();
      if (names == null || names.stream().noneMatch(this::isMeantBy)) {
        String problem = "No subject alternative DNS name matching " + text + " found.";
        throw new SSLException(problem, new CertificateException(problem));
      }
    } catch (CertificateParsingException e) {
      throw new SSLException("the certificate's names cannot be read", e);
    }
  }

  /** RFC 9525 §6.3: without case; a wildcard stands for the whole first label and no more. */
  private boolean isMeantBy(List<?> name) {
    if (!name.getFirst().equals(DNS_NAME)) {
      return false;
    }
    String presented = (String) name.get(1);
    int dot = text.indexOf('.');
    return presented.equalsIgnoreCase(text)
        || (presented.startsWith("*.")
            && dot > 0
            && presented.substring(1).equalsIgnoreCase(text.substring(dot)));
  }
}
