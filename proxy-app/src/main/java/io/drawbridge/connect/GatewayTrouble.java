// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.connect;

import io.drawbridge.common.HostPort;
import io.drawbridge.dial.GatewayDialer;
import java.util.List;
import java.util.Optional;

/** Says in one sentence, for the job's log, why a gateway could not be talked to. */
final class GatewayTrouble {
  /** What words of the JDK's or the dialer's mean, and whether that may pass by itself. */
  private record Meaning(String part, String text, boolean passing) {}

  /** The dialer's own words say it. */
  private static final String AS_SAID = "";

  private static final List<Meaning> MEANINGS =
      List.of(
          lasting(
              "not trusted here",
              "its certificate is of no authority that is trusted here; name the authority with"
                  + " --ca FILE"),
          lasting("its certificate", AS_SAID),
          lasting("a certificate of", AS_SAID),
          lasting("speak TLS", AS_SAID),
          lasting("it offers neither", AS_SAID),
          lasting("it refused TLS", AS_SAID),
          new Meaning("broke the handshake off", AS_SAID, true),
          lasting("no answer in HTTP", "what listens there is no gateway"),
          lasting("the head ", "what listens there is no gateway, or wants TLS"),
          lasting("not one to CONNECT", "what listens there is no gateway, or wants TLS"),
          lasting("neither a host name", "this is neither a host name nor an address"),
          new Meaning("without close_notify", "it broke the connection off", true),
          new Meaning("Connection reset", "it broke the connection off", true),
          new Meaning("Connection refused", "nobody listens there", true),
          new Meaning("no time", "it did not answer in time", true));

  /** What the dialer puts before the JDK's words. */
  private static final String PREFIX = "the gateway: ";

  private GatewayTrouble() {}

  private static Meaning lasting(String part, String text) {
    return new Meaning(part, text, false);
  }

  private static Optional<Meaning> of(String detail) {
    return MEANINGS.stream().filter(meaning -> detail.contains(meaning.part())).findFirst();
  }

  /** Whether asking again may help; an unknown cause may pass, too. */
  static boolean mayPass(String detail) {
    return of(detail).map(Meaning::passing).orElse(true);
  }

  /** A sentence about the gateway that should be there, of what the dialer says. */
  static String sentence(HostPort gateway, String detail) {
    if (detail.startsWith(GatewayDialer.NO_CREDENTIAL)) {
      return detail;
    }
    String rest = detail.startsWith(PREFIX) ? detail.substring(PREFIX.length()) : detail;
    String text = of(detail).map(Meaning::text).filter(words -> !words.isEmpty()).orElse(rest);
    return "the gateway at " + gateway + ": " + text;
  }
}
