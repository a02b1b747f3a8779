// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.auth.jwt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drawbridge.auth.ContractEnvironment;
import io.drawbridge.auth.ContractIssuer;
import io.drawbridge.auth.InvalidSettingsException;
import io.drawbridge.auth.Settings;
import io.drawbridge.auth.WebClient;
import io.drawbridge.auth.WebResponse;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeySourceTest {
  private static final URI DISCOVERY =
      URI.create(Tokens.ISSUER + "/.well-known/openid-configuration");

  private final List<String> asked = new ArrayList<>();

  private AuthorityClock web(int status, Map<String, String> documents) {
    WebClient answering =
        request -> {
          assertEquals("GET", request.method());
          assertTrue(request.maxBody() <= 512 * 1024, "an unbounded body");
          assertTrue(request.deadline().toSeconds() <= 5, "a late deadline");
          assertTrue(request.headers().isEmpty(), "told the issuer something");
          asked.add(request.uri().toString());
          String body = documents.getOrDefault(request.uri().toString(), "");
          return new WebResponse(status, Map.of(), body.getBytes(StandardCharsets.UTF_8));
        };
    return new AuthorityClock(answering, Instant::now);
  }

  private static String discovery(Object issuer, Object jwks) {
    return ContractIssuer.json(Map.of("issuer", issuer, "jwks_uri", jwks));
  }

  @Test
  void followsTheDiscoveryDocumentOfTheIssuer() throws Exception {
    String jwks = "https://keys.example.com/set";
    AuthorityClock web =
        web(200, Map.of(DISCOVERY.toString(), discovery(Tokens.ISSUER, jwks), jwks, "keys"));
    byte[] fetched = new DiscoveredKeys(web, DISCOVERY, Tokens.ISSUER).fetch();
    assertEquals("keys", new String(fetched, StandardCharsets.UTF_8));
    assertEquals(List.of(DISCOVERY.toString(), jwks), asked);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://keys.example.com/set",
        "http://169.254.169.254/latest",
        "http://127.0.0.1:9443/metrics",
        "http://localhost/set",
        "file:///etc/passwd",
        "ftp://keys.example.com/set",
        "https://user@keys.example.com/set",
        "https:///set",
        "/set",
        "::",
        ""
      })
  void followsNoOtherAddressThanHttps(String jwks) {
    AuthorityClock web = web(200, Map.of(DISCOVERY.toString(), discovery(Tokens.ISSUER, jwks)));
    KeySource source = new DiscoveredKeys(web, DISCOVERY, Tokens.ISSUER);
    assertThrows(IOException.class, source::fetch);
    assertEquals(List.of(DISCOVERY.toString()), asked);
  }

  @Test
  void refusesTheDiscoveryDocumentOfAnotherIssuer() {
    for (Object issuer : List.of(Tokens.ISSUER + "/", "https://other.example.com", 7, List.of())) {
      AuthorityClock web =
          web(200, Map.of(DISCOVERY.toString(), discovery(issuer, "https://keys.example.com/set")));
      var refused =
          assertThrows(IOException.class, new DiscoveredKeys(web, DISCOVERY, Tokens.ISSUER)::fetch);
      assertTrue(refused.getMessage().contains(Tokens.ISSUER), refused.getMessage());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {204, 301, 302, 304, 307, 404, 500})
  void takesNothingButAPlain200(int status) {
    AuthorityClock web = web(status, Map.of());
    var refused = assertThrows(IOException.class, KeySource.web(web, DISCOVERY)::fetch);
    assertTrue(refused.getMessage().contains("" + status), refused.getMessage());
    assertEquals(1, asked.size());
  }

  private static KeySet read(Map<String, Object> settings, ContractEnvironment environment)
      throws InvalidSettingsException {
    Settings table = Settings.of(settings);
    KeySet keys = KeySettings.keys(table, Tokens.ISSUER, environment, environment.web());
    table.finish();
    return keys;
  }

  @Test
  void looksForKeysWhereTheConfigurationSays(@TempDir Path directory) throws Exception {
    Path file = Files.writeString(directory.resolve("jwks.json"), ContractIssuer.set(Tokens.KEY));
    for (Map<String, Object> settings :
        List.<Map<String, Object>>of(
            Map.of(),
            Map.of("discovery", "https://a.example.com/d"),
            Map.of("jwks", "https://a.example.com/k"),
            Map.of("keys", file.toString()))) {
      KeySet keys = read(settings, new ContractEnvironment(Tokens.NOW, web(404, Map.of())));
      boolean found = keys.find("first") instanceof KeySet.Lookup.Found;
      assertEquals(settings.containsKey("keys"), found);
    }
    assertEquals(
        List.of(DISCOVERY.toString(), "https://a.example.com/d", "https://a.example.com/k"), asked);
  }

  @Test
  void refusesSettingsThatWouldBeUnsafe(@TempDir Path directory) throws Exception {
    Path empty = Files.writeString(directory.resolve("empty.json"), "{\"keys\":[]}");
    for (Map<String, Object> settings :
        List.<Map<String, Object>>of(
            Map.of("jwks", "http://a.example.com/k"),
            Map.of("jwks", "https://a.example.com/k?x=1"),
            Map.of("jwks", "https://u:p@a.example.com/k"),
            Map.of("discovery", "http://a.example.com/d"),
            Map.of("jwks", "https://a.example.com/k", "discovery", "https://a.example.com/d"),
            Map.of("keys", empty.toString()),
            Map.of("keys", directory.toString()),
            Map.of("keys", directory.resolve("none").toString()),
            Map.of("keys_ttl", "2h"),
            Map.of("keys_stale", "5h"),
            Map.of("keys_stale", "1m"))) {
      ContractEnvironment offline = ContractEnvironment.offline(Tokens.NOW);
      assertThrows(
          InvalidSettingsException.class, () -> read(settings, offline), settings::toString);
    }
  }
}
