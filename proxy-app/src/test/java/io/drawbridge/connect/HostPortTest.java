// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.connect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.drawbridge.command.CommandException;
import io.drawbridge.command.ExitCode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostPortTest {
  @ParameterizedTest
  @ValueSource(strings = {"localhost:8443", "10.0.0.1:0", "[::1]:65535", "a.b-c:1"})
  void isReadAndWrittenAlike(String text) throws CommandException {
    assertEquals(text, HostPort.parse(text).toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "host", ":1", "host:", "host:65536", "host:-1", "host:1x", "::1:80", "[]:1"})
  void everythingElseIsAMistake(String text) {
    CommandException e = assertThrows(CommandException.class, () -> HostPort.parse(text));
    assertEquals(ExitCode.USAGE, e.code());
  }
}
