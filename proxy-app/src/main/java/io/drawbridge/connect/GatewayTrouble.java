// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.connect;

import java.util.List;
import java.util.Map;

/** Says in one sentence, for the job's log, why a gateway could not be talked to. */
final class GatewayTrouble {
  /** What the JDK says, and what it means to the person whose job it is. */
  private static final List<Map.Entry<String, String>> MEANINGS =
      List.of(
          Map.entry(
              "unable to find valid certification path",
              "its certificate is of no authority that is trusted here; name the authority with"
                  + " --ca FILE"),
          Map.entry("NotAfter", "its certificate has expired"),
          Map.entry("NotBefore", "its certificate is not valid yet; is the clock here right?"),
          Map.entry("PKIX", "its certificate cannot be trusted; name its authority with --ca FILE"),
          Map.entry("No subject alternative", "its certificate is for another name"),
          Map.entry("No name matching", "its certificate is for another name"),
          Map.entry("ecognized SSL message", "it does not speak TLS there"),
          Map.entry("no answer in HTTP", "what listens there is no gateway"),
          Map.entry("the head ", "what listens there is no gateway, or wants TLS"),
          Map.entry("not one to CONNECT", "what listens there is no gateway, or wants TLS"),
          Map.entry("Connection reset", "it broke the connection off"),
          Map.entry("Connection refused", "nobody listens there"),
          Map.entry("no time", "it did not answer in time"));

  /** What the dialer puts before the JDK's words. */
  private static final String PREFIX = "the gateway: ";

  private GatewayTrouble() {}

  /**
   * A sentence.
   *
   * @param gateway where it should be
   * @param detail what the dialer says
   */
  static String sentence(HostPort gateway, String detail) {
    String where = "the gateway at " + gateway + ": ";
    for (Map.Entry<String, String> meaning : MEANINGS) {
      if (detail.contains(meaning.getKey())) {
        return where + meaning.getValue();
      }
    }
    return where + (detail.startsWith(PREFIX) ? detail.substring(PREFIX.length()) : detail);
  }
}
