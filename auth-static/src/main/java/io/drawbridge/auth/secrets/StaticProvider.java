// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.auth.secrets;

import io.drawbridge.auth.Authenticator;
import io.drawbridge.auth.AuthenticatorProvider;
import io.drawbridge.auth.Claims;
import io.drawbridge.auth.Environment;
import io.drawbridge.auth.InvalidSettingsException;
import io.drawbridge.auth.Located;
import io.drawbridge.auth.Secret;
import io.drawbridge.auth.Settings;
import io.drawbridge.auth.secrets.StaticAuthenticator.Entry;
import java.security.MessageDigest;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads an {@code [auth.NAME]} table of type {@code static}: one {@code [[auth.NAME.secret]]} table
 * per secret, each with {@code name}, one of {@code digest} and {@code secret}, {@code expires},
 * and optionally {@code claims} and {@code labels}. Several secrets with the same claims are valid
 * at once, which is how one is replaced by the next.
 */
public final class StaticProvider implements AuthenticatorProvider {
  /** In characters: what is guessed by trying has far fewer; 32 random bytes make 44 of base64. */
  private static final int SHORTEST = 32;

  /** As many as the gateway keeps of an identity. */
  private static final int MOST_LABELS = 20;

  /** In characters; the gateway keeps 512. */
  private static final int LONGEST_LABEL = 500;

  /**
   * Texts that stand in examples, or come of an empty variable. Their digests are known to everyone
   * and would let everyone in; each is also meant with a line's end behind it, as {@code echo}
   * makes it.
   */
  private static final List<String> WELL_KNOWN =
      List.of(
          "",
          "test",
          "secret",
          "password",
          "changeme",
          "token",
          "example",
          "foo",
          "hello",
          "admin",
          "123456",
          "null",
          "undefined",
          "[MASKED]");

  /** Called by {@link java.util.ServiceLoader}. */
  public StaticProvider() {}

  @Override
  public String type() {
    return "static";
  }

  @Override
  public Authenticator create(Settings settings, Environment environment)
      throws InvalidSettingsException {
    List<Entry> entries = new ArrayList<>();
    for (Settings table : settings.tables("secret")) {
      Entry entry = read(table);
      for (Entry other : entries) {
        if (other.name().equals(entry.name())) {
          throw table.invalid("name", "another secret is called " + entry.name() + " already");
        }
        if (MessageDigest.isEqual(other.digest(), entry.digest())) {
          throw table.invalid("name", "it is the same secret as that of " + other.name());
        }
      }
      warn(environment, table.where() + ": " + settings.name(), entry);
      entries.add(entry);
    }
    if (entries.isEmpty()) {
      throw settings.invalid("secret", "at least one secret is needed, as [[auth.NAME.secret]]");
    }
    String issuer = "static:" + settings.name().substring(settings.name().lastIndexOf('.') + 1);
    return new StaticAuthenticator(issuer, entries, environment.clock());
  }

  private static void warn(Environment environment, String where, Entry entry) {
    String what = where + ": the secret \"" + entry.name() + "\" ";
    if (entry.expires().equals(Instant.MAX)) {
      environment
          .logger()
          .log(System.Logger.Level.WARNING, what + "never expires, so nobody ever replaces it");
    } else if (!environment.clock().instant().isBefore(entry.expires())) {
      environment.logger().log(System.Logger.Level.WARNING, what + "has expired");
    }
  }

  private static Entry read(Settings table) throws InvalidSettingsException {
    String name = table.text("name");
    if (!name.matches("[\\p{L}\\p{N}][\\p{L}\\p{N} ._-]{0,99}")) {
      throw table.invalid("name", "it must be up to 100 letters, digits, spaces and any of . _ -");
    }
    Map<String, String> labels = new LinkedHashMap<>();
    Settings labelTable = table.table("labels").orElse(null);
    if (labelTable != null) {
      for (String key : labelTable.keys()) {
        labels.put(key, labelTable.text(key));
        // Beyond these the gateway would refuse each answer as a fault of the plugin.
        if (labels.size() == MOST_LABELS || labels.get(key).length() > LONGEST_LABEL) {
          throw labelTable.invalid(
              key, "at most 19 labels are kept, and at most 500 characters of each");
        }
      }
    }
    labels.putIfAbsent("secret", name);
    return new Entry(name, digest(table), expires(table), claims(table), labels);
  }

  private static byte[] digest(Settings table) throws InvalidSettingsException {
    if (table.has("digest") == table.has("secret")) {
      throw table.invalid("digest", "give exactly one of digest and secret");
    }
    if (table.has("secret")) {
      Secret secret = table.secret("secret");
      if (secret.length() < SHORTEST) {
        throw table.invalid(
            "secret", "it is shorter than 32 characters; make one with: openssl rand -base64 32");
      }
      return secret.digest();
    }
    String digest = table.text("digest");
    if (!digest.matches("sha256:[0-9a-fA-F]{64}")) {
      throw table.invalid("digest", "it must be \"sha256:\" and 64 hexadecimal digits");
    }
    byte[] bytes = HexFormat.of().parseHex(digest.substring("sha256:".length()));
    for (String text : WELL_KNOWN) {
      if (MessageDigest.isEqual(bytes, Secret.of(text).digest())
          || MessageDigest.isEqual(bytes, Secret.of(text + "\n").digest())) {
        throw table.invalid(
            "digest",
            "it is the digest of a text that everyone knows, such as an empty one or \"test\"; make"
                + " a secret with: openssl rand -base64 32");
      }
    }
    return bytes;
  }

  /** A date alone means its first moment in UTC: the earlier reading is the safe one. */
  private static Instant expires(Settings table) throws InvalidSettingsException {
    Located at = table.value("expires").orElse(null);
    if (at != null) {
      try {
        switch (at.value()) {
          case String never when never.equals("never") -> {
            return Instant.MAX;
          }
          case OffsetDateTime moment -> {
            return moment.toInstant();
          }
          case LocalDate date -> {
            return date.atStartOfDay(ZoneOffset.UTC).toInstant();
          }
          case String date when date.length() == "2027-01-01".length() -> {
            return LocalDate.parse(date).atStartOfDay(ZoneOffset.UTC).toInstant();
          }
          case String moment -> {
            return OffsetDateTime.parse(moment).toInstant();
          }
          default -> {
            // Refused below.
          }
        }
      } catch (DateTimeException _) {
        // Refused below, with the place.
      }
    }
    throw table.invalid(
        "expires", "it must be like \"2027-01-01T00:00:00Z\", \"2027-01-01\" or \"never\"");
  }

  private static Claims claims(Settings table) throws InvalidSettingsException {
    Map<String, Object> members = new LinkedHashMap<>();
    Settings claims = table.table("claims").orElse(null);
    if (claims != null) {
      for (String key : claims.keys()) {
        members.put(key, claim(claims, key, claims.value(key).orElseThrow()));
      }
    }
    return Claims.of(members);
  }

  private static Object claim(Settings claims, String key, Located at)
      throws InvalidSettingsException {
    return switch (at.value()) {
      case String text -> text;
      case Long number -> number;
      case Boolean flag -> flag;
      case List<?> _ -> claims.texts(key);
      default ->
          throw claims.invalid(
              key, "a claim is a text, a whole number, true or false, " + "or a list of texts");
    };
  }
}
