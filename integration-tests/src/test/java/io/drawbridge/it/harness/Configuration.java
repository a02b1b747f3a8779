// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.it.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A gateway's configuration, written table by table. The keys that only tests shorten are written
 * in this class alone, so that there is one place to follow the product's own reference.
 */
public final class Configuration {
  private final Path directory;
  private final List<String> blocks = new ArrayList<>();
  private final Map<String, Map<String, String>> tables = new LinkedHashMap<>();
  private final int admin = Ports.free();
  private final Map<String, Integer> ports = new LinkedHashMap<>();

  /** An empty one, with an audit file and an admin address, for a directory of its own. */
  public Configuration(Path directory) {
    this.directory = directory;
    set("audit", "file", text("audit.jsonl"));
    // Tests refuse more than a stranger does in a minute, and look for every single record.
    set("audit", "refusals_per_minute", "100000");
    set("admin", "address", text("127.0.0.1:" + admin));
  }

  /** Where it and everything it names lies. */
  public Path directory() {
    return directory;
  }

  /** The admin port. */
  public int admin() {
    return admin;
  }

  /** The port of a listener. */
  public int port(String listener) {
    return ports.get(listener);
  }

  /** A listener without encryption on loopback; its name is {@code plain}. */
  public Configuration plain() {
    return listener("plain", "");
  }

  /** A listener with TLS on loopback; its name is {@code tls}. */
  public Configuration tls(Path certificate, Path key) {
    return listener(
        "tls",
        "tls = { certificate = "
            + text(certificate.toString())
            + ", key = "
            + text(key.toString())
            + " }\n");
  }

  private Configuration listener(String name, String more) {
    int port = Ports.free();
    ports.put(name, port);
    return block(
        "[[listener]]\nname = %s\naddress = %s\ndoor = \"http-connect\"\n%s"
            .formatted(text(name), text("127.0.0.1:" + port), more));
  }

  /** A target on loopback. */
  public Configuration target(String name, int port, String... more) {
    return block(
        "[[target]]\nname = %s\naddress = %s\nloopback = true\n%s\n"
            .formatted(text(name), text("127.0.0.1:" + port), String.join("\n", more)));
  }

  /** A rule for targets, separated by commas; each further line is a key of it. */
  public Configuration rule(String name, String to, String... more) {
    String targets =
        Stream.of(to.split(",")).map(Configuration::text).collect(Collectors.joining(", "));
    return block(
        "[[rule]]\nname = %s\nto = [%s]\n%s\n"
            .formatted(text(name), targets, String.join("\n", more)));
  }

  /**
   * The static authenticator, called {@code static}, with one secret; its claims are {@code
   * project_id} and whatever else is given.
   */
  public Configuration secret(String name, String secret, Map<String, String> claims) {
    Path file = write("secret-" + name, secret);
    set("auth.static", "type", text("static"));
    StringBuilder inline = new StringBuilder();
    claims.forEach(
        (k, v) ->
            inline.append(inline.isEmpty() ? "" : ", ").append(k).append(" = ").append(text(v)));
    return block(
        "[[auth.static.secret]]\nname = %s\nsecret = { file = %s }\nexpires = \"never\"\nclaims = { %s }\n"
            .formatted(text(name), text(file.getFileName().toString()), inline));
  }

  /** The GitLab authenticator, called {@code gitlab}; {@code liveness} is an inline table. */
  public Configuration gitlab(String issuer, String audience, String liveness) {
    set("auth.gitlab", "type", text("gitlab-oidc"));
    set("auth.gitlab", "issuer", text(issuer));
    set("auth.gitlab", "audience", text(audience));
    return set("auth.gitlab", "liveness", liveness);
  }

  /** How often the job is asked for, and how long not knowing is tolerated. */
  public Configuration liveness(String interval, String unknownGrace) {
    set("liveness", "interval", text(interval));
    return set("liveness", "unknown_grace", text(unknownGrace));
  }

  /** One of the deadlines: total, tls, head, authentication, policy, names, connect. */
  public Configuration deadline(String which, String duration) {
    return set("timeouts", which, text(duration));
  }

  /** One of the gateway's own limits; the value as TOML writes it. */
  public Configuration limit(String which, String value) {
    return set("limits", which, value);
  }

  /** How long tunnels are given when the gateway is asked to stop. */
  public Configuration drain(String duration) {
    return set("", "drain", text(duration));
  }

  /** Any key of any table; the value as TOML writes it. */
  public Configuration set(String table, String key, String value) {
    tables.computeIfAbsent(table, _ -> new LinkedHashMap<>()).put(key, value);
    return this;
  }

  /** Any text of its own. */
  public Configuration block(String block) {
    blocks.add(block);
    return this;
  }

  /** Writes a file beside it that only its owner may read. */
  public Path write(String name, String content) {
    try {
      Path file = directory.resolve(name);
      Files.deleteIfExists(file);
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      return Files.writeString(file, content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes it. */
  public Path write() {
    return write("drawbridge.toml", toml());
  }

  private String toml() {
    StringBuilder toml = new StringBuilder();
    tables.getOrDefault("", Map.of()).forEach((k, v) -> toml.append(k + " = " + v + "\n"));
    tables.forEach(
        (table, keys) -> {
          if (!table.isEmpty()) {
            toml.append("\n[").append(table).append("]\n");
            keys.forEach((k, v) -> toml.append(k).append(" = ").append(v).append('\n'));
          }
        });
    blocks.forEach(block -> toml.append('\n').append(block));
    return toml.toString();
  }

  /** A text as TOML writes it. */
  public static String text(String value) {
    return '"' + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
