// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.common;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MisspellingTest {
  private static final List<String> KNOWN =
      List.of("serve", "connect", "check", "version", "db", "gitlab-oidc");

  @ParameterizedTest
  @CsvSource({
    "conect,connect",
    "serv,serve",
    "chekc,check",
    "verison,version",
    "gitlab,gitlab-oidc"
  })
  void aSlipIsGuessed(String word, String meant) {
    assertEquals("; did you mean " + meant + "?", Misspelling.hint(word, KNOWN));
  }

  @ParameterizedTest
  @CsvSource({"x", "psql", "start", "be", "''"})
  void anotherWordIsNot(String word) {
    assertEquals("", Misspelling.hint(word, KNOWN));
  }
}
