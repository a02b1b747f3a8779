// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.connect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drawbridge.auth.Secret;
import io.drawbridge.command.CommandException;
import io.drawbridge.command.ExitCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CredentialVariableTest {
  @ParameterizedTest
  @ValueSource(
      strings = {"\ufeffcanary", "canary-Zo\u00eb", "canary\ufffd", "canary\nx", "canary\tx"})
  void aVariableThatHoldsNoCredentialIsToldBeforeTheGatewayIsAsked(String value) {
    CommandException refused =
        assertThrows(CommandException.class, () -> CredentialVariable.read("TOKEN", value));
    assertEquals(ExitCode.USAGE, refused.code());
    assertTrue(refused.getMessage().startsWith("TOKEN has "), refused.getMessage());
    assertFalse(refused.getMessage().contains("canary"), refused.getMessage());
  }

  @Test
  void whiteSpaceAroundACredentialIsDropped() throws Exception {
    assertEquals(Secret.of("a token"), CredentialVariable.read("TOKEN", " a token\r\n"));
  }
}
