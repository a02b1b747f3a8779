// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An address has one meaning, or it is refused. */
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
    assertEquals(loopback, HostPort.parse(text).orElseThrow().isLoopback());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x:1",
        "a.b-c_d:65535",
        "[::1]:1",
        "[fd00::7]:5432",
        "255.255.255.255:1",
        "localhost:0"
      })
  void readsHostAndPort(String text) {
    assertTrue(HostPort.parse(text).isPresent());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ":1",
        "x",
        "x:",
        "x:65536",
        "x:-1",
        "x: 1",
        "::1:1",
        "[x]:1",
        "[1.2.3.4]:1",
        "[::1]",
        "1.2.3:1",
        "10.01.0.1:1",
        "a..b:1",
        "256.1.1.1:1",
        "0x7f.1:1",
        "2130706433:1",
        "1.2.3.4.:1",
        "a b:1",
        "x:1/y",
        "x:1 ",
        "[::1%lo]:1",
        "é:1",
        "x:\u0661"
      })
  void refusesWhatIsNoHostAndPort(String text) {
    assertEquals(Optional.empty(), HostPort.parse(text));
  }
}
