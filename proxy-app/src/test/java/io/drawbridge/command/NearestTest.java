// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.command;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestTest {
  private static final List<String> KNOWN = List.of("serve", "connect", "check", "version");

  @ParameterizedTest
  @CsvSource({"conect,connect", "serv,serve", "chekc,check", "verison,version"})
  void aSlipIsGuessed(String word, String meant) {
    assertEquals("; did you mean " + meant + "?", Nearest.hint(word, KNOWN));
  }

  @ParameterizedTest
  @CsvSource({"x", "psql", "start", "''"})
  void anotherWordIsNot(String word) {
    assertEquals("", Nearest.hint(word, KNOWN));
  }
}
