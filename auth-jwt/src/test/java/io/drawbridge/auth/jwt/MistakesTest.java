// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.auth.jwt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.drawbridge.auth.Authentication;
import io.drawbridge.auth.ContractEnvironment;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MistakesTest {
  private static final Mistakes KNOWN =
      new Mistakes() {
        @Override
        public Optional<String> ofIssuer(String issuer) {
          return issuer.equals("https://login.example.com")
              ? Optional.of("that is for people")
              : Optional.empty();
        }

        @Override
        public Optional<String> ofPurpose(Map<String, Object> header, Map<String, Object> claims) {
          return claims.containsKey("nonce") ? Optional.of("that is a login") : Optional.empty();
        }
      };

  private static Authentication answer(String name, Object value) throws Exception {
    ContractEnvironment environment = ContractEnvironment.offline(Tokens.NOW);
    KeySource none =
        () -> {
          throw new IOException("nobody needs the keys for a mistake");
        };
    JwtVerifier verifier =
        new JwtVerifier(
            Tokens.rules("RS256"),
            Tokens.keySet(none, environment),
            environment.clock(),
            KNOWN,
            Optional::empty);
    Map<String, Object> header = Tokens.KEY.header();
    header.remove("kid");
    Map<String, Object> payload = Tokens.with(Tokens.payload(), name, value);
    String token = Tokens.KEY.token(header, Tokens.with(payload, "aud", "another"));
    return assertInstanceOf(Authentication.class, Tokens.verify(verifier, token));
  }

  @Test
  void tellsAMistakeBeforeAnyOtherFault() throws Exception {
    var login = assertInstanceOf(Authentication.Rejected.class, answer("nonce", "x"));
    assertEquals("that is a login", login.explanation());
    assertEquals(Authentication.Reason.WRONG_PURPOSE, login.reason());
    var people =
        assertInstanceOf(Authentication.Rejected.class, answer("iss", "https://login.example.com"));
    assertEquals("that is for people", people.explanation());
    assertEquals(Authentication.Reason.WRONG_ISSUER, people.reason());
  }

  @Test
  void leavesAllOtherTokensToTheChecks() throws Exception {
    assertInstanceOf(Authentication.NotMine.class, answer("iss", "https://elsewhere.example.com"));
    var other = assertInstanceOf(Authentication.Rejected.class, answer("job_id", "302"));
    assertEquals(Authentication.Reason.UNKNOWN_KEY, other.reason());
    assertEquals("the token does not name its key (kid)", other.explanation());
  }
}
