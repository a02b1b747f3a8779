// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.command;

import io.drawbridge.common.Misspelling;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The words behind a command: options with their values, other words, and what follows {@code --}.
 */
public final class Arguments {
  private final Map<String, List<String>> values = new HashMap<>();
  private final List<String> words = new ArrayList<>();
  private final List<String> rest = new ArrayList<>();

  private final List<String> raw;

  private Arguments(List<String> raw) {
    this.raw = List.copyOf(raw);
  }

  /**
   * Reads the words: {@code --name VALUE}, {@code --name=VALUE} and {@code -c VALUE}.
   *
   * @throws CommandException with USAGE if an option is unknown or lacks its value
   */
  public static Arguments parse(List<String> raw, List<Option> options) throws CommandException {
    Arguments arguments = new Arguments(raw);
    for (int i = 0; i < raw.size(); i++) {
      String word = raw.get(i);
      if (word.equals("--")) {
        arguments.rest.addAll(raw.subList(i + 1, raw.size()));
        break;
      }
      if (!word.startsWith("-") || word.equals("-")) {
        arguments.words.add(word);
        continue;
      }
      int equals = word.startsWith("--") ? word.indexOf('=') : -1;
      Option option = find(equals < 0 ? word : word.substring(0, equals), options);
      String value = "";
      if (option.takesValue()) {
        if (equals < 0 && ++i == raw.size()) {
          throw usage(option.name() + " needs " + option.value());
        }
        value = equals < 0 ? raw.get(i) : word.substring(equals + 1);
      } else if (equals >= 0) {
        throw usage(option.name() + " takes no value");
      }
      arguments.values.computeIfAbsent(option.name(), _ -> new ArrayList<>()).add(value);
    }
    return arguments;
  }

  private static Option find(String word, List<Option> options) throws CommandException {
    for (Option option : options) {
      if (option.name().equals(word) || option.letter().equals(word)) {
        return option;
      }
    }
    throw usage(
        "unknown option "
            + word
            + Misspelling.hint(word, options.stream().map(Option::name).toList()));
  }

  /**
   * What an option's value is read as.
   *
   * @throws CommandException with USAGE and the reader's words if it refuses the value
   */
  public static <T> T read(String option, String value, Function<String, T> reader)
      throws CommandException {
    try {
      return reader.apply(value);
    } catch (IllegalArgumentException e) {
      throw usage(option + ": " + e.getMessage());
    }
  }

  private static CommandException usage(String message) {
    return new CommandException(ExitCode.USAGE, message);
  }

  /** Whether an option was given. */
  public boolean has(String option) {
    return values.containsKey(option);
  }

  /** The value of an option that may be given once. */
  public Optional<String> value(String option) throws CommandException {
    List<String> given = values.getOrDefault(option, List.of());
    if (given.size() > 1) {
      throw usage(option + " is given more than once");
    }
    return given.stream().findFirst();
  }

  /** The value of an option that must be given. */
  public String required(String option) throws CommandException {
    return value(option).orElseThrow(() -> usage(option + " is missing"));
  }

  /** All values of an option that may be given several times. */
  public List<String> values(String option) {
    return List.copyOf(values.getOrDefault(option, List.of()));
  }

  /** The words that are no options. */
  public List<String> words() {
    return List.copyOf(words);
  }

  /** The words behind {@code --}. */
  public List<String> rest() {
    return List.copyOf(rest);
  }

  /** Everything, as it was typed. */
  public List<String> raw() {
    return raw;
  }

  /** For commands that take options alone. */
  public Arguments noWords() throws CommandException {
    if (!words.isEmpty()) {
      throw usage("unexpected " + words.getFirst());
    }
    return this;
  }
}
