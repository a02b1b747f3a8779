// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.connect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drawbridge.common.HostPort;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GatewayTroubleTest {
  private static final HostPort GATEWAY = new HostPort("gw.test", 8443);

  @ParameterizedTest
  @CsvSource({
    "its certificate is of an authority that is not trusted here,--ca",
    "its certificate has expired at 2026-11-27T00:00:00Z,expired at 2026",
    "it does not speak TLS there,TLS",
    "TLS ended without close_notify,broke the connection off",
    "127.0.0.1 port 1 Connection refused,nobody listens",
  })
  void aKnownCauseIsPutInWords(String detail, String part) {
    String sentence = GatewayTrouble.sentence(GATEWAY, "the gateway: " + detail);
    assertTrue(sentence.startsWith("the gateway at gw.test:8443: "), sentence);
    assertTrue(sentence.contains(part), sentence);
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1 port 1 Connection refused,true",
    "Connection reset,true",
    "no such host: gw.test,true",
    "neither a host name nor an address: gw..test,false",
    "its certificate is of an authority that is not trusted here,false",
    "its certificate is made out to another name,false",
    "it broke the handshake off,true",
    "it does not speak TLS there,false",
  })
  void onlyWhatMayPassIsTriedAgain(String detail, boolean passing) {
    assertEquals(passing, GatewayTrouble.mayPass("the gateway: " + detail));
  }

  @Test
  void whatIsNotTheGatewaysIsNotSaidOfIt() {
    String detail = "no credential: the source aws-iam took longer than 5 s";
    assertEquals(detail, GatewayTrouble.sentence(GATEWAY, detail));
    assertTrue(GatewayTrouble.mayPass(detail));
  }

  @Test
  void anUnknownOneIsToldAsItIs() {
    assertEquals(
        "the gateway at gw.test:8443: out of order",
        GatewayTrouble.sentence(GATEWAY, "out of order"));
  }
}
