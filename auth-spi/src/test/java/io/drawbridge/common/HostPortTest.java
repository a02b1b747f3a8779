// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.common;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An address has one meaning everywhere, or it is refused with what to write instead. */
class HostPortTest {
  @ParameterizedTest
  @CsvSource({
    "127.0.0.1:1,true",
    "127.9.9.9:1,true",
    "[::1]:1,true",
    "localhost:1,true",
    "[::ffff:127.0.0.1]:1,true",
    "0.0.0.0:1,false",
    "[::]:1,false",
    "10.0.0.1:1,false",
    "localhost.example:1,false"
  })
  void knowsLoopback(String text, boolean loopback) {
    assertEquals(loopback, HostPort.toDial(text).isLoopback());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"x:1", "a.b-c_d:65535", "gw.:1", "[::1]:1", "[fd00::7]:5432", "255.255.255.255:1"})
  void isReadAndWrittenAlike(String text) {
    assertEquals(text, HostPort.toDial(text).toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0:0", "127.0.0.1:8443", "[0:0:0:0:0:0:0:1]:65535"})
  void whatIsListenedOnIsWrittenAsItIsRead(String text) {
    assertEquals(text, HostPort.text(HostPort.toListen(text)));
  }

  @Test
  void whatCannotBeReadHereCanBeShown() {
    assertEquals("unix:/run/x", HostPort.text(UnixDomainSocketAddress.of("/run/x")));
    assertEquals("gw.test:1", HostPort.text(InetSocketAddress.createUnresolved("gw.test", 1)));
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "`` | has no port; write a host and a port like orders-db.internal:5432",
        "x | has no port; write a host and a port like orders-db.internal:5432",
        "[::1] | has no port; write a host and a port like orders-db.internal:5432",
        "x: | \"\" is no port; write a number from 0 to 65535",
        "x:65536 | \"65536\" is no port; write a number from 0 to 65535",
        "x:-1 | is no port",
        "x: 1 | is no port",
        "x:1x | is no port",
        "x:1/y | is no port",
        "x:\u0661 | is no port",
        "x:0 | has port 0, where nobody listens; write one from 1 to 65535",
        "::1:80 | has several colons; an IPv6 address stands in brackets: [::1]:8443",
        "a:b:1 | has several colons",
        ":1 | is neither a host name nor an address",
        "[]:1 | is neither",
        "[x]:1 | \"[x]\" is neither a host name nor an address; write one like orders-db.int",
        "[1.2.3.4]:1 | is neither",
        "1.2.3:1 | is neither",
        "127.1:1 | is neither",
        "256.1.1.1:1 | is neither",
        "0x7f.1:1 | is neither",
        "2130706433:1 | is neither",
        "1.2.3.4.:1 | is neither",
        "a b:1 | is neither",
        "[::1%lo]:1 | is neither",
        "é:1 | is neither",
      },
      delimiter = '|')
  void whatHasNoOneMeaningIsRefusedWithWhatToWrite(String text, String message) {
    Exception e =
        assertThrows(
            IllegalArgumentException.class, () -> HostPort.toDial(text == null ? "" : text));
    assertTrue(e.getMessage().contains(message), e.getMessage());
  }

  @Test
  void aNameIsNotListenedOn() {
    Exception e =
        assertThrows(IllegalArgumentException.class, () -> HostPort.toListen("gw.internal:8443"));
    assertEquals(
        "\"gw.internal\" is a name; what is listened on is an address of this machine, like"
            + " 0.0.0.0:8443 or [::1]:8443",
        e.getMessage());
  }
}
