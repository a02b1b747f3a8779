// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.auth.jwt;

import io.drawbridge.auth.Environment;
import io.drawbridge.auth.InvalidSettingsException;
import io.drawbridge.auth.Settings;
import io.drawbridge.auth.WebClient;
import io.drawbridge.common.HostPort;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Reads the settings that all plugins with signed tokens share: {@code issuer}, {@code skew},
 * {@code max_age}, and about the keys {@code discovery}, {@code jwks}, {@code keys}, {@code
 * keys_ttl} and {@code keys_stale}.
 */
public final class KeySettings {
  /** For tests; a key set is asked for at every other token then. */
  private static final Duration SHORTEST = Duration.ofSeconds(1);

  /** So long a withdrawn key may go on working. */
  private static final Duration LONGEST_TTL = Duration.ofHours(1);

  /** So long, where the issuer cannot be asked. */
  private static final Duration LONGEST_STALE = Duration.ofHours(4);

  /** More would let a withdrawn token live on; clocks that are kept right differ by far less. */
  private static final Duration MOST_SKEW = Duration.ofSeconds(120);

  private KeySettings() {}

  /** {@code skew}: how far the issuer's clock may be from ours; a minute unless set. */
  public static Duration skew(Settings settings) throws InvalidSettingsException {
    return settings.duration("skew", Duration.ZERO, MOST_SKEW, Duration.ofSeconds(60));
  }

  /** {@code max_age}: the longest life of a token that is accepted, from a minute on. */
  public static Duration maxAge(Settings settings, Duration longest, Duration otherwise)
      throws InvalidSettingsException {
    return settings.duration("max_age", Duration.ofMinutes(1), longest, otherwise);
  }

  /** The issuer, exactly as written: tokens are compared with it to the character. */
  public static String issuer(Settings settings) throws InvalidSettingsException {
    web(settings, "issuer", settings.uri("issuer"));
    return settings.text("issuer");
  }

  /**
   * An address that may be asked.
   *
   * @throws InvalidSettingsException unless it is {@code https}, or {@code http} on loopback
   */
  public static URI web(Settings settings, String key, URI uri) throws InvalidSettingsException {
    if (!isAcceptable(uri)) {
      throw settings.invalid(
          key, "it must be https (http only to loopback), without user, query or fragment");
    }
    return uri;
  }

  /** Whether it is {@code https}, or {@code http} on loopback, without user, query or fragment. */
  static boolean isAcceptable(URI uri) {
    return uri.getHost() != null
        && uri.getRawUserInfo() == null
        && uri.getRawQuery() == null
        && uri.getRawFragment() == null
        && ("https".equalsIgnoreCase(uri.getScheme())
            || "http".equalsIgnoreCase(uri.getScheme())
                && new HostPort(uri.getHost(), 0).isLoopback());
  }

  /**
   * The issuer's keys: of a pinned file ({@code keys}), a key set's address ({@code jwks}), or a
   * discovery document ({@code discovery}), by default the one below the issuer. A file is read
   * once as a check; nothing is asked over the web yet.
   */
  static KeySet keys(Settings settings, String issuer, Environment environment, WebClient web)
      throws InvalidSettingsException {
    Optional<Path> file = settings.optionalPath("keys");
    Optional<URI> jwks = settings.optionalUri("jwks");
    Optional<URI> discovery = settings.optionalUri("discovery");
    Duration ttl = settings.duration("keys_ttl", SHORTEST, LONGEST_TTL, KeyTiming.STANDARD.ttl());
    Duration stale =
        settings.duration("keys_stale", SHORTEST, LONGEST_STALE, KeyTiming.STANDARD.stale());
    if (stale.compareTo(ttl) < 0) {
      throw settings.invalid("keys_stale", "it must not be shorter than keys_ttl");
    }
    KeySource source;
    if (file.isPresent()) {
      single(settings, "keys", jwks.isPresent() || discovery.isPresent());
      source = KeySource.file(file.get());
      readable(settings, source);
    } else if (jwks.isPresent()) {
      single(settings, "jwks", discovery.isPresent());
      source = KeySource.web(web, web(settings, "jwks", jwks.get()));
    } else {
      URI document =
          discovery.isPresent()
              ? web(settings, "discovery", discovery.get())
              : URI.create(
                  issuer + (issuer.endsWith("/") ? "" : "/") + ".well-known/openid-configuration");
      source = new DiscoveredKeys(web, document, issuer);
    }
    return new KeySet(
        issuer, source, new KeyTiming(ttl, stale), environment.clock(), environment.logger());
  }

  private static void single(Settings settings, String key, boolean another)
      throws InvalidSettingsException {
    if (another) {
      throw settings.invalid(key, "give only one of keys, jwks and discovery");
    }
  }

  private static void readable(Settings settings, KeySource source)
      throws InvalidSettingsException {
    try {
      PublicKeys.read(source.fetch());
    } catch (IOException | UnusableKeysException e) {
      throw settings.invalid("keys", e.getMessage());
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw settings.invalid("keys", "reading was interrupted");
    }
  }
}
