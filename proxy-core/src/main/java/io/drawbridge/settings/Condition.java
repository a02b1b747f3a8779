// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.settings;

import io.drawbridge.auth.Claims;
import java.util.List;
import java.util.Map;

/**
 * What one rule demands of one claim. Scalars compare as text; a list claim matches if any of its
 * elements does. A claim that is absent, null, an object, or a list without a scalar says nothing:
 * no condition holds for it, not even {@link Not}, so what a token leaves out never opens a door.
 * Immutable.
 */
public sealed interface Condition {
  /** Whether the presented value fulfils it. */
  boolean matches(Claims.Value value);

  /** A condition on single texts. */
  sealed interface OfText extends Condition {
    /** Whether one text fulfils it. */
    boolean matchesText(String text);

    @Override
    default boolean matches(Claims.Value value) {
      return switch (value) {
        case Claims.Value.Scalar(String text) -> matchesText(text);
        case Claims.Value.Many(List<String> texts) -> texts.stream().anyMatch(this::matchesText);
        case Claims.Value.Absent _, Claims.Value.Null _, Claims.Value.Nested _ -> false;
      };
    }
  }

  /**
   * Exactly this text.
   *
   * @param expected the text
   */
  record Exact(String expected) implements OfText {
    @Override
    public boolean matchesText(String text) {
      return expected.equals(text);
    }
  }

  /**
   * A text in which {@code *} stands for any characters but {@code /}, and {@code **} for any
   * characters; both also for none.
   *
   * @param pattern the glob, at most {@value Globs#LONGEST} characters
   */
  record Glob(String pattern) implements OfText {
    /**
     * Checks the pattern.
     *
     * @throws IllegalArgumentException if it is too long or has three stars in a row
     */
    public Glob {
      Globs.check(pattern);
    }

    @Override
    public boolean matchesText(String text) {
      return Globs.matches(pattern, text);
    }
  }

  /**
   * Any one of these.
   *
   * @param choices at least one
   */
  record AnyOf(List<OfText> choices) implements OfText {
    /**
     * Copies the choices.
     *
     * @throws IllegalArgumentException if there is none
     */
    public AnyOf {
      choices = List.copyOf(choices);
      if (choices.isEmpty()) {
        throw new IllegalArgumentException("an empty list can never match");
      }
    }

    @Override
    public boolean matchesText(String text) {
      for (OfText choice : choices) {
        if (choice.matchesText(text)) {
          return true;
        }
      }
      return false;
    }
  }

  /** The claim says something, whatever it is. The empty text is something. */
  record Present() implements Condition {
    @Override
    public boolean matches(Claims.Value value) {
      return switch (value) {
        case Claims.Value.Scalar _ -> true;
        case Claims.Value.Many(List<String> texts) -> !texts.isEmpty();
        case Claims.Value.Absent _, Claims.Value.Null _, Claims.Value.Nested _ -> false;
      };
    }
  }

  /**
   * The claim says something, and none of it matches.
   *
   * @param excluded what may not be there
   */
  record Not(OfText excluded) implements Condition {
    @Override
    public boolean matches(Claims.Value value) {
      return new Present().matches(value) && !excluded.matches(value);
    }
  }

  /**
   * A condition from a plain value of the configuration: a text (a glob if it has a star), whole
   * number or truth value; a list of these; or a table {@code present = true} or {@code not = …}.
   *
   * @throws IllegalArgumentException if it is none of these; the message says what is wrong
   */
  static Condition of(Object plain) {
    return plain instanceof Map<?, ?> table ? ofTable(table) : ofTexts(plain);
  }

  private static Condition ofTable(Map<?, ?> table) {
    if (table.size() == 1 && table.containsKey("not")) {
      return new Not(ofTexts(table.get("not")));
    }
    if (table.size() == 1 && Boolean.TRUE.equals(table.get("present"))) {
      return new Present();
    }
    throw new IllegalArgumentException(
        "a table as a condition is either { present = true } or { not = … }");
  }

  private static OfText ofTexts(Object plain) {
    return plain instanceof List<?> list
        ? new AnyOf(list.stream().map(Condition::ofText).toList())
        : ofText(plain);
  }

  private static OfText ofText(Object plain) {
    return switch (plain) {
      case String text when text.indexOf('*') >= 0 -> new Glob(text);
      case String text -> new Exact(text);
      case Long number -> new Exact(number.toString());
      case Integer number -> new Exact(number.toString());
      case Boolean flag -> new Exact(flag.toString());
      case null, default ->
          throw new IllegalArgumentException(
              "a condition is a text, a whole number, true or false, a list of these,"
                  + " { present = true } or { not = … }");
    };
  }
}
