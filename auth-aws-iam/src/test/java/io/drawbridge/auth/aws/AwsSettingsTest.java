// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.auth.aws;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.drawbridge.auth.ContractEnvironment;
import io.drawbridge.auth.InvalidSettingsException;
import io.drawbridge.auth.Settings;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A configuration that would let in more than was meant does not start. */
class AwsSettingsTest {
  @TempDir Path directory;

  private static void assertRefused(Map<String, Object> settings, String key) {
    InvalidSettingsException refused =
        assertThrows(
            InvalidSettingsException.class,
            () ->
                new AwsIamProvider()
                    .create(Settings.of(settings), ContractEnvironment.offline(AwsFixture.NOW)));
    assertTrue(refused.getMessage().contains(key), refused.getMessage());
  }

  static Stream<Arguments> broken() {
    return Stream.of(
        arguments("proof", "presigned-url"),
        arguments("audience", "two words"),
        arguments("accounts", List.of()),
        arguments("accounts", List.of("1234")),
        arguments("accounts", List.of("999999999999")),
        arguments("roles", List.of()),
        arguments("roles", List.of("*")),
        arguments("roles", List.of("ci-deploy")),
        arguments("roles", List.of("arn:aws:iam::123456789012:role/*")),
        arguments("roles", List.of("arn:aws:iam::123456789012:user/dana")),
        arguments("users", List.of(AwsFixture.ROLE)),
        arguments("regions", List.of()),
        arguments("regions", List.of("evil.example")),
        arguments("regions", List.of("eu-central-1.evil.example")),
        arguments("regions", List.of("eusc-de-east-1/x")),
        arguments("regions", List.of("us-central")),
        arguments("roles", List.of("arn:aws-mars:iam::123456789012:role/ci")),
        arguments("window", "6m"),
        arguments("valid_for", "13h"),
        arguments("endpoints", Map.of("eu-west-1", "https://sts.example.com")),
        arguments("endpoints", Map.of("us-east-1", "http://sts.example.com")),
        arguments("endpoints", Map.of("us-east-1", "https://sts.example.com/path")),
        arguments("endpoints", Map.of("us-east-1", "https://sts.example.com/?Action=X")),
        arguments("endpoints", Map.of("us-east-1", "https://STS.example.com")));
  }

  @ParameterizedTest
  @MethodSource("broken")
  void aSettingThatCannotBeMeantIsRefused(String key, Object value) throws Exception {
    try (AwsFixture fixture = new AwsFixture()) {
      Map<String, Object> settings = fixture.settings();
      settings.put(key, value);
      // Fewer accounts show at the roles in them.
      boolean others = value.equals(List.of("999999999999"));
      assertRefused(settings, others ? "roles" : key.equals("endpoints") ? "-1" : key);
    }
  }

  @ParameterizedTest
  @MethodSource("required")
  void whatIsRequiredIsSaid(String key) throws Exception {
    try (AwsFixture fixture = new AwsFixture()) {
      Map<String, Object> settings = fixture.settings();
      settings.remove(key);
      assertRefused(settings, key);
    }
  }

  static Stream<Arguments> required() {
    return Stream.of("proof", "audience", "accounts", "roles", "regions").map(Arguments::of);
  }

  @Test
  void anAccountOrIssuerNamedTwiceIsRefused() throws Exception {
    WebIdentityFixture fixture = new WebIdentityFixture(directory);
    for (String same : List.of("account", "issuer")) {
      Map<String, Object> settings = fixture.settings();
      List<?> accounts = (List<?>) settings.get("accounts");
      Map<String, Object> second = new LinkedHashMap<>();
      ((Map<?, ?>) accounts.get(1)).forEach((key, value) -> second.put((String) key, value));
      second.put(same, ((Map<?, ?>) accounts.get(0)).get(same));
      settings.put("accounts", List.of(accounts.get(0), second));
      assertRefused(settings, "once");
    }
  }

  @Test
  void aTokenMayNotLiveLongerThanAwsMakesThem() throws Exception {
    Map<String, Object> settings = new WebIdentityFixture(directory).settings();
    settings.put("max_age", "61m");
    assertRefused(settings, "max_age");
  }
}
