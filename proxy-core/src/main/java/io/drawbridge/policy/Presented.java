// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.policy;

import io.drawbridge.auth.Claims;
import io.drawbridge.json.JsonWriter;
import io.drawbridge.settings.Condition;
import java.util.List;
import java.util.stream.Collectors;

/** What a caller presented and what a rule demands, as text for people that cannot break a line. */
public final class Presented {
  /** Longest value shown, in characters; a longer one is cut and ends with an ellipsis. */
  public static final int LONGEST = 128;

  /** Elements of a list that are shown. */
  private static final int MOST = 8;

  private Presented() {}

  /**
   * The value: {@code "main"}, {@code ["a", "b"]}, {@code absent}, {@code null}, {@code an object}.
   */
  public static String text(Claims.Value value) {
    return switch (value) {
      case Claims.Value.Absent _ -> "absent";
      case Claims.Value.Null _ -> "null";
      case Claims.Value.Scalar(String text) -> quoted(text);
      case Claims.Value.Many(List<String> texts) -> list(texts);
      case Claims.Value.Nested _ -> "an object";
    };
  }

  /** The condition, as it is written in the configuration. */
  public static String text(Condition condition) {
    return switch (condition) {
      case Condition.Exact(String expected) -> quoted(expected);
      case Condition.Glob(String pattern) -> quoted(pattern);
      case Condition.AnyOf(List<Condition.OfText> choices) ->
          choices.stream().map(Presented::text).collect(Collectors.joining(", ", "[", "]"));
      case Condition.Present() -> "{ present = true }";
      case Condition.Not(Condition.OfText excluded) -> "{ not = " + text(excluded) + " }";
    };
  }

  private static String list(List<String> texts) {
    String shown =
        texts.stream().limit(MOST).map(Presented::quoted).collect(Collectors.joining(", "));
    return "[" + shown + (texts.size() > MOST ? ", …]" : "]");
  }

  /** In quotation marks; control and bidirectional characters escaped; cut. */
  private static String quoted(String text) {
    StringBuilder out = new StringBuilder();
    new JsonWriter(out).value(text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…");
    return out.toString();
  }
}
