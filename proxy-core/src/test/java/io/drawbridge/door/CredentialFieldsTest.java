// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.door;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drawbridge.auth.Credentials;
import io.drawbridge.auth.Secret;
import io.drawbridge.observe.Refusal;
import io.drawbridge.observe.RefusedException;
import io.drawbridge.settings.DoorSettings.HttpConnect;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CredentialFieldsTest {
  /** Of GitLab, for a user of 200 groups. */
  private static final String LONG = "t".repeat(13_500);

  private final Door door = new HttpConnectDoor(new HttpConnect(HttpConnect.LARGEST_HEAD));

  private Credentials ask(String fields, boolean encrypted) throws Exception {
    return Clients.ask(door, HeadCases.GOOD + fields + "\r\n", encrypted).credentials();
  }

  private Refusal refused(String fields, boolean encrypted) {
    RefusedException e = assertThrows(RefusedException.class, () -> ask(fields, encrypted), fields);
    assertFalse(e.detail().contains("canary"), e.detail());
    return e.refusal();
  }

  private static String basic(String pair) {
    byte[] bytes = pair.getBytes(StandardCharsets.UTF_8);
    return "Proxy-Authorization: Basic " + Base64.getEncoder().encodeToString(bytes) + "\r\n";
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Proxy-Authorization: Bearer eyJ.a-b_c.d~e+f/g==",
        "proxy-authorization: bearer eyJ.a-b_c.d~e+f/g==",
        "PROXY-AUTHORIZATION: BEARER   eyJ.a-b_c.d~e+f/g=="
      })
  void bearerIsTheToken(String field) throws Exception {
    assertEquals(Optional.of(Secret.of("eyJ.a-b_c.d~e+f/g==")), ask(field + "\r\n", false).token());
  }

  @ParameterizedTest
  @CsvSource({
    "job:token, token",
    ":token, token",
    "a:b:c, b:c",
    "job:p\u00e4ss w\u00f6rd, p\u00e4ss w\u00f6rd",
    "gitlab-ci-token:x!,x!"
  })
  void basicIsWhatStandsBehindTheFirstColon(String pair, String token) throws Exception {
    assertEquals(Optional.of(Secret.of(token)), ask(basic(pair), false).token());
    String other = basic(pair).replace("Basic", "bAsIc");
    assertEquals(Optional.of(Secret.of(token)), ask(other, false).token());
  }

  @Test
  void noneAreNotTheDoorsBusiness() throws Exception {
    assertTrue(ask("", false).isEmpty());
    assertTrue(ask(basic("job:"), false).isEmpty());
    assertTrue(ask("Authorization: Bearer canary\r\n", false).isEmpty());
  }

  @Test
  void theHeadsLimitIsTheTokensLimit() throws Exception {
    int left = HttpConnect.LARGEST_HEAD - HeadCases.GOOD.length();
    String field = "Proxy-Authorization: Bearer ";
    String longest = "t".repeat(left - field.length() - "\r\n\r\n".length());
    assertEquals(longest.length(), ask(field + longest + "\r\n", false).token().get().length());
    assertEquals(Refusal.TOO_LARGE, refused(field + longest + "t\r\n", false));
  }

  @Test
  void theDefaultLetsALongTokenPassInEveryForm() throws Exception {
    Door usual = new HttpConnectDoor(HttpConnect.STANDARD);
    String companion = "Drawbridge-Credential: job " + "j".repeat(2_000) + "\r\n";
    for (String field :
        List.of("Proxy-Authorization: Bearer " + LONG + "\r\n", basic("job:" + LONG))) {
      Credentials taken =
          Clients.ask(usual, HeadCases.GOOD + field + companion + "\r\n", true).credentials();
      assertEquals(Optional.of(Secret.of(LONG)), taken.token());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Proxy-Authorization: Bearer canary\r\nProxy-Authorization: Bearer canary",
        "Proxy-Authorization: Bearer canary\r\nproxy-authorization: Basic YTpi",
        "Proxy-Authorization: Bearer canary\r\nAuthorization: Bearer canary",
        "Proxy-Authorization: Bearer canary, Basic YTpi",
        "Proxy-Authorization: Bearer canary canary",
        "Proxy-Authorization: Bearer",
        "Proxy-Authorization: Bearer =",
        "Proxy-Authorization: Bearer can=ary",
        "Proxy-Authorization: Bearer \"canary\"",
        "Proxy-Authorization: Bearer can\u00e4ry",
        "Proxy-Authorization: Basic",
        "Proxy-Authorization: Basic !!!!",
        "Proxy-Authorization: Basic YTpi YTpi",
        "Proxy-Authorization: Basic YTpi,YTpi",
        "Proxy-Authorization: Basic Y2FuYXJ5",
        "Proxy-Authorization: Basic YTpi\tx",
        "Proxy-Authorization: Basic YTr/",
        "Proxy-Authorization: Basic YTpjYW4KYXJ5",
        "Proxy-Authorization: Basic YTpiAA=="
      })
  void ambiguousOrMalformedIsRefused(String fields) {
    assertEquals(Refusal.BAD_REQUEST, refused(fields + "\r\n", false));
  }

  @ParameterizedTest
  @ValueSource(strings = {"Negotiate canary", "Digest username=\"canary\"", "canary", "", "Bear x"})
  void anotherSchemeIsUnauthenticated(String value) {
    assertEquals(Refusal.UNAUTHENTICATED, refused("Proxy-Authorization: " + value + "\r\n", false));
  }

  @Test
  void companionsComeOverTls() throws Exception {
    String fields =
        "Proxy-Authorization: Bearer main\r\n"
            + "Drawbridge-Credential: job glcbt-64_x.y\r\n"
            + "drawbridge-credential: a two\r\n"
            + "Drawbridge-Credential: z-9"
            + "z".repeat(29)
            + " three\r\n";
    Credentials credentials = ask(fields, true);
    assertEquals(Optional.of(Secret.of("main")), credentials.token());
    assertEquals(Optional.of(Secret.of("glcbt-64_x.y")), credentials.companion("job"));
    assertEquals(Set.of("job", "a", "z-9" + "z".repeat(29)), credentials.companionNames());
    assertEquals(Refusal.BAD_REQUEST, refused("Drawbridge-Credential: job canary\r\n", false));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "job",
        "job ",
        " canary",
        "Job canary",
        "9job canary",
        "-job canary",
        "job\tcanary",
        "job canary canary",
        "job  canary",
        "job can,ary",
        "jo_b canary",
        "j\u00f6b canary",
        "a23456789012345678901234567890123 canary",
        "job canary\r\nDrawbridge-Credential: job canary",
        "a x\r\nDrawbridge-Credential: b x\r\nDrawbridge-Credential: c x\r\n"
            + "Drawbridge-Credential: d x"
      })
  void badCompanionIsRefused(String value) {
    assertEquals(Refusal.BAD_REQUEST, refused("Drawbridge-Credential: " + value + "\r\n", true));
  }
}
