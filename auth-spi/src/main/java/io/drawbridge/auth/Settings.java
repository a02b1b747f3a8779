// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.auth;

import io.drawbridge.common.Durations;
import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * One table of a configuration, read key by key. Every message names place and key. A key that is
 * never read is an error in {@link #finish}: a misspelt key must not be a silently missing check.
 * Not safe for concurrent use.
 */
public final class Settings {
  private static final String DURATION = "a duration like \"10s\" or \"1h\"";
  private static final String URI_LIKE = "a URI like https://issuer.example.com";
  private final Map<String, Located> entries;
  private final String name;
  private final String where;
  private final SettingsSource source;
  private final Set<String> known = new LinkedHashSet<>();
  private final InvalidSettingsException.OfTable errors;
  private final List<Settings> children = new ArrayList<>();

  /**
   * A table.
   *
   * @param entries its keys and values
   * @param name its path in the configuration, for example {@code auth.gitlab}; may be empty
   * @param where where it begins
   * @param source what relative paths, {@code { file = … }} and {@code { env = … }} refer to
   */
  public Settings(Map<String, Located> entries, String name, String where, SettingsSource source) {
    this(entries, name, "", where, source);
  }

  private Settings(
      Map<String, Located> entries, String name, String of, String where, SettingsSource source) {
    this.entries = new LinkedHashMap<>(entries);
    this.name = name;
    this.where = where;
    this.source = source;
    this.errors = new InvalidSettingsException.OfTable(this.entries, known, path(), of, where);
  }

  /**
   * A table from plain values, as an embedder or a test writes it: {@link String}, whole numbers,
   * {@link Boolean}, {@link Duration}, {@link Secret}, {@link List} and {@link Map} of them.
   */
  public static Settings of(Map<String, ?> plain) {
    return new Settings(SettingsSource.locate(plain), "", "settings", SettingsSource.PROCESS);
  }

  /** Its path in the configuration, for example {@code auth.gitlab}. */
  public String name() {
    return name;
  }

  /** Where it begins, for messages. */
  public String where() {
    return where;
  }

  /** The keys it has, in order. Asking does not count as reading them. */
  public Set<String> keys() {
    return new LinkedHashSet<>(entries.keySet());
  }

  /** Whether the key is there. Counts as knowing it. */
  public boolean has(String key) {
    known.add(key);
    return entries.containsKey(key);
  }

  /** The value of a key with its place, whatever its type. */
  public Optional<Located> value(String key) {
    known.add(key);
    return Optional.ofNullable(entries.get(key));
  }

  /** The same without reading it: for {@link #finish} it is as unknown as before. */
  public Optional<Located> peek(String key) {
    return Optional.ofNullable(entries.get(key));
  }

  /** A text that must be there and not be empty. */
  public String text(String key) throws InvalidSettingsException {
    return optionalText(key).orElseThrow(() -> errors.missing(key, "a text"));
  }

  /** A text, or the default. */
  public String text(String key, String otherwise) throws InvalidSettingsException {
    return optionalText(key).orElse(otherwise);
  }

  /** A text, if the key is there; never an empty one. */
  public Optional<String> optionalText(String key) throws InvalidSettingsException {
    return read(
        key,
        "a text that is not empty",
        value -> value instanceof String text && !text.isEmpty() ? text : null);
  }

  /** The value, if the key is there; {@code kind} answers {@code null} for what is none. */
  private <T> Optional<T> read(String key, String what, Function<Object, T> kind)
      throws InvalidSettingsException {
    Located at = value(key).orElse(null);
    if (at == null) {
      return Optional.empty();
    }
    T read = kind.apply(at.value());
    if (read == null) {
      throw errors.wrong(key, at, at.shown(), what);
    }
    return Optional.of(read);
  }

  /** A list of texts; a single text is a list of one. Empty if the key is absent. */
  public List<String> texts(String key) throws InvalidSettingsException {
    Located at = value(key).orElse(null);
    if (at == null) {
      return List.of();
    }
    List<?> elements = at.value() instanceof List<?> list ? list : List.of(at);
    List<String> texts = new ArrayList<>();
    for (Object element : elements) {
      if (element instanceof Located(String text, String _) && !text.isEmpty()) {
        texts.add(text);
      } else {
        throw errors.wrong(key, at, at.kind(), "a text or a list of texts");
      }
    }
    return List.copyOf(texts);
  }

  /** A whole number between the bounds, or the default. */
  public long integer(String key, long min, long max, long otherwise)
      throws InvalidSettingsException {
    return read(
            key,
            "a whole number from " + min + " to " + max,
            value -> value instanceof Long n && n >= min && n <= max ? n : null)
        .orElse(otherwise);
  }

  /** A whole number, if the key is there. */
  public OptionalLong optionalInteger(String key) throws InvalidSettingsException {
    return read(key, "a whole number", value -> value instanceof Long n ? n : null)
        .map(OptionalLong::of)
        .orElse(OptionalLong.empty());
  }

  /** True or false, or the default. */
  public boolean flag(String key, boolean otherwise) throws InvalidSettingsException {
    return read(key, "true or false", value -> value instanceof Boolean flag ? flag : null)
        .orElse(otherwise);
  }

  /** A duration between the bounds, or the default. */
  public Duration duration(String key, Duration min, Duration max, Duration otherwise)
      throws InvalidSettingsException {
    return optionalDuration(key, min, max).orElse(otherwise);
  }

  /** A duration between the bounds, if the key is there. */
  public Optional<Duration> optionalDuration(String key, Duration min, Duration max)
      throws InvalidSettingsException {
    return read(
        key,
        DURATION + ", from " + Durations.text(min) + " to " + Durations.text(max),
        value -> {
          Duration read = duration(value);
          return read == null || read.compareTo(min) < 0 || read.compareTo(max) > 0 ? null : read;
        });
  }

  /** A duration, if the key is there. */
  public Optional<Duration> optionalDuration(String key) throws InvalidSettingsException {
    return read(key, DURATION, Settings::duration);
  }

  private static Duration duration(Object value) {
    return value instanceof String text ? Durations.parse(text).orElse(null) : null;
  }

  /** A secret that must be there: {@code { file = … }}, {@code { env = … }} or inline. */
  public Secret secret(String key) throws InvalidSettingsException {
    return optionalSecret(key)
        .orElseThrow(() -> errors.missing(key, "a secret: { file = \"…\" } or { env = \"…\" }"));
  }

  /** A secret, if the key is there. An inline secret is accepted with a warning. */
  public Optional<Secret> optionalSecret(String key) throws InvalidSettingsException {
    Located at = value(key).orElse(null);
    return at == null ? Optional.empty() : Optional.of(source.secret(path(), key, at).get());
  }

  /** The same of the moment: a file is read again when it has changed, if it can be read. */
  public Supplier<Secret> currentSecret(String key) throws InvalidSettingsException {
    secret(key);
    return source.secret(path(), key, entries.get(key));
  }

  /** A path that must be there; a relative one is relative to the configuration's file. */
  public Path path(String key) throws InvalidSettingsException {
    return optionalPath(key).orElseThrow(() -> errors.missing(key, "a path"));
  }

  /** A path, if the key is there. */
  public Optional<Path> optionalPath(String key) throws InvalidSettingsException {
    Optional<String> text = optionalText(key);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(source.directory().resolve(text.get()).normalize());
    } catch (InvalidPathException _) {
      throw invalid(
          key, "it is no path here; beyond ASCII it takes a UTF-8 locale: LC_ALL=C.UTF-8");
    }
  }

  /** An absolute URI that must be there. */
  public URI uri(String key) throws InvalidSettingsException {
    return optionalUri(key).orElseThrow(() -> errors.missing(key, URI_LIKE));
  }

  /** An absolute URI with a host, if the key is there. */
  public Optional<URI> optionalUri(String key) throws InvalidSettingsException {
    return read(key, URI_LIKE, Located::uri);
  }

  /** A table, if the key is there. */
  public Optional<Settings> table(String key) throws InvalidSettingsException {
    Located at = value(key).orElse(null);
    return at == null ? Optional.empty() : Optional.of(child(key, at, errors.of()));
  }

  /** A list of tables; empty if the key is absent. */
  public List<Settings> tables(String key) throws InvalidSettingsException {
    String what = "a list of tables, written [[" + path() + key + "]]";
    List<Settings> tables = new ArrayList<>();
    for (Object each :
        read(key, what, value -> value instanceof List<?> list ? list : null).orElse(List.of())) {
      tables.add(child(key, (Located) each, ((Located) each).ofName()));
    }
    return tables;
  }

  private Settings child(String key, Located at, String named) throws InvalidSettingsException {
    if (!(at.value() instanceof Map<?, ?>)) {
      throw errors.wrong(key, at, at.kind(), "a table");
    }
    Settings child = new Settings(at.members(), path() + key, named, at.where(), source);
    children.add(child);
    return child;
  }

  /**
   * Ends the reading, of its tables too.
   *
   * @throws InvalidSettingsException if a key was never read, with the nearest key that was
   */
  public void finish() throws InvalidSettingsException {
    errors.requireAllKnown();
    for (Settings child : children) {
      child.finish();
    }
  }

  /** An error about a key that is there, for checks of the plugin's own: place, key and message. */
  public InvalidSettingsException invalid(String key, String message) {
    return errors.invalid(key, message);
  }

  private String path() {
    return name.isEmpty() ? "" : name + ".";
  }
}
