// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.config;

import io.drawbridge.auth.InvalidSettingsException;
import io.drawbridge.auth.Located;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A table of a TOML document while it is read, and the rules about who may still add to it (TOML
 * 1.0.0, "Table", "Array of Tables", "Keys"). Not safe for concurrent use.
 */
final class TomlTable {
  /** How a table came to be, which decides who may add to it. */
  private enum Origin {
    /** Named on the way to another header; may still get its own, or become a dotted one. */
    IMPLIED,
    HEADER,
    /** Made by a dotted key; grows by dotted keys below the same header only. */
    DOTTED
  }

  record Key(String name, String where) {}

  private sealed interface Entry {
    String where();
  }

  private record Single(TomlTable table) implements Entry {
    @Override
    public String where() {
      return table.where;
    }
  }

  private record Several(List<TomlTable> tables, String where) implements Entry {}

  private record Complete(Located value) implements Entry {
    @Override
    public String where() {
      return value.where();
    }
  }

  private final Map<String, Entry> entries = new LinkedHashMap<>();
  private final int depth;
  private Origin origin;
  private String where;

  private TomlTable(int depth, Origin origin, String where) {
    this.depth = depth;
    this.origin = origin;
    this.where = where;
  }

  /** An empty table that is defined where it stands: the document's root, or an inline table. */
  static TomlTable defined(int depth, String where) {
    return new TomlTable(depth, Origin.HEADER, where);
  }

  /** How deep its own values lie; a value of the root is at 1. */
  int depth() {
    return depth;
  }

  /** The table of {@code [path]}, which is defined by that header and by no other. */
  TomlTable header(List<Key> path) throws InvalidSettingsException {
    TomlTable parent = parent(path);
    Key key = path.getLast();
    Entry entry = parent.entries.get(key.name());
    if (entry == null) {
      return parent.add(key, Origin.HEADER);
    }
    if (entry instanceof Single(TomlTable table) && table.origin == Origin.IMPLIED) {
      table.origin = Origin.HEADER;
      table.where = key.where();
      return table;
    }
    throw twice(key, entry);
  }

  TomlTable element(List<Key> path) throws InvalidSettingsException {
    TomlTable parent = parent(path);
    Key key = path.getLast();
    Entry entry =
        parent.entries.computeIfAbsent(
            key.name(), _ -> new Several(new ArrayList<>(), key.where()));
    if (entry instanceof Several(List<TomlTable> tables, String _)) {
      tables.add(new TomlTable(deeper(parent.depth + 1, key), Origin.HEADER, key.where()));
      return tables.getLast();
    }
    throw twice(key, entry);
  }

  private TomlTable parent(List<Key> path) throws InvalidSettingsException {
    TomlTable at = this;
    for (Key key : path.subList(0, path.size() - 1)) {
      at =
          switch (at.entries.get(key.name())) {
            case null -> at.add(key, Origin.IMPLIED);
            case Single(TomlTable table) -> table;
            case Several(List<TomlTable> tables, String _) -> tables.getLast();
            case Complete complete -> throw twice(key, complete);
          };
    }
    return at;
  }

  /** Puts a value under a key, which may be dotted. */
  void put(List<Key> path, Located value) throws InvalidSettingsException {
    TomlTable at = this;
    for (Key key : path.subList(0, path.size() - 1)) {
      Entry entry = at.entries.get(key.name());
      if (entry == null) {
        at = at.add(key, Origin.DOTTED);
      } else if (entry instanceof Single(TomlTable table) && table.origin != Origin.HEADER) {
        table.origin = Origin.DOTTED;
        at = table;
      } else {
        throw twice(key, entry);
      }
    }
    Entry old = at.entries.putIfAbsent(path.getLast().name(), new Complete(value));
    if (old != null) {
      throw twice(path.getLast(), old);
    }
  }

  private TomlTable add(Key key, Origin as) throws InvalidSettingsException {
    TomlTable table = new TomlTable(deeper(depth, key), as, key.where());
    entries.put(key.name(), new Single(table));
    return table;
  }

  private static int deeper(int depth, Key key) throws InvalidSettingsException {
    return within(depth + 1, key.where());
  }

  static int within(int depth, String where) throws InvalidSettingsException {
    if (depth > TomlReader.MAX_DEPTH) {
      throw new InvalidSettingsException(
          where + ": nested deeper than " + TomlReader.MAX_DEPTH + " levels");
    }
    return depth;
  }

  private static InvalidSettingsException twice(Key key, Entry earlier) {
    String what =
        switch (earlier) {
          case Single _ -> "a table that cannot be added to here";
          case Several _ -> "a list of tables";
          case Complete(Located value) when value.value() instanceof Map -> "an inline table";
          case Complete(Located value) -> value.kind();
        };
    return new InvalidSettingsException(
        key.where() + ": " + key.name() + " is already " + what + ", at " + earlier.where());
  }

  /** What it holds, in the order of the document; not modifiable. */
  Map<String, Located> located() {
    Map<String, Located> located = new LinkedHashMap<>();
    entries.forEach((name, entry) -> located.put(name, located(entry)));
    return Collections.unmodifiableMap(located);
  }

  private static Located located(Entry entry) {
    return switch (entry) {
      case Single(TomlTable table) -> new Located(table.located(), table.where);
      case Several(List<TomlTable> tables, String where) ->
          new Located(
              tables.stream().map(table -> new Located(table.located(), table.where)).toList(),
              where);
      case Complete(Located value) -> value;
    };
  }
}
