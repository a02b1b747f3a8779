// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.command;

/**
 * An option of a command.
 *
 * @param name with its hyphens, for example {@code --config}
 * @param letter a short form such as {@code -c}; empty if there is none
 * @param value what its value is called in the help; empty for one without a value
 * @param help what it does, in a few words
 */
public record Option(String name, String letter, String value, String help) {
  /** An option that takes a value. */
  public static Option of(String name, String value, String help) {
    return new Option(name, "", value, help);
  }

  /** An option without a value. */
  public static Option flag(String name, String help) {
    return new Option(name, "", "", help);
  }

  /** The option that names the configuration. */
  public static Option config() {
    return new Option("--config", "-c", "FILE", "the configuration");
  }

  boolean takesValue() {
    return !value.isEmpty();
  }

  /** How it is written, in the help. */
  public String usage() {
    String forms = letter.isEmpty() ? name : letter + ", " + name;
    return takesValue() ? forms + " " + value : forms;
  }
}
