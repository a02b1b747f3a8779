// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.auth;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Statements inside credentials, by name. Distinguishes a claim that is absent from one that is
 * null. Scalars compare as text: {@code 4217} equals {@code "4217"}, {@code true} equals {@code
 * "true"}. Immutable; keeps its order.
 */
public final class Claims {
  /** No claims. */
  public static final Claims NONE = new Claims(Map.of());

  private final Map<String, Value> values;

  private Claims(Map<String, Value> values) {
    this.values = values;
  }

  /** The value of a claim. */
  public sealed interface Value {
    /** There is no such claim. */
    record Absent() implements Value {}

    /** The claim is there and says nothing. */
    record Null() implements Value {}

    /**
     * A text, number or truth value.
     *
     * @param text the value as text; a whole number without fraction or exponent
     */
    record Scalar(String text) implements Value {}

    /**
     * Several scalars. Elements of another kind are left out: they could not match.
     *
     * @param texts the elements as texts
     */
    record Many(List<String> texts) implements Value {}

    /** An object: nothing matches it, a plugin flattens what matters. */
    record Nested() implements Value {}
  }

  /**
   * Claims from a parsed object whose values are {@link String}, {@link Number}, {@link Boolean},
   * {@code null}, {@link List} or {@link Map}.
   *
   * @throws IllegalArgumentException if a value is of another type
   */
  public static Claims of(Map<String, ?> members) {
    Map<String, Value> values = new LinkedHashMap<>();
    members.forEach((name, value) -> values.put(name, valueOf(value)));
    return new Claims(Collections.unmodifiableMap(values));
  }

  private static Value valueOf(Object value) {
    return switch (value) {
      case null -> new Value.Null();
      case String text -> new Value.Scalar(text);
      case Boolean flag -> new Value.Scalar(flag.toString());
      case Number number -> new Value.Scalar(textOf(number));
      case List<?> list -> new Value.Many(textsOf(list));
      case Map<?, ?> _ -> new Value.Nested();
      default -> throw new IllegalArgumentException("not a claim: " + value.getClass().getName());
    };
  }

  private static List<String> textsOf(List<?> list) {
    List<String> texts = new ArrayList<>();
    for (Object element : list) {
      if (element != null && valueOf(element) instanceof Value.Scalar(String text)) {
        texts.add(text);
      }
    }
    return List.copyOf(texts);
  }

  private static String textOf(Number number) {
    if (number instanceof Double || number instanceof Float || number instanceof BigDecimal) {
      BigDecimal exact = new BigDecimal(number.toString());
      // 1e1000000000 would become a text of a gigabyte.
      if (Math.abs((long) exact.scale()) > 400 || exact.precision() > 400) {
        return number.toString();
      }
      BigDecimal plain = exact.stripTrailingZeros();
      return plain.toPlainString();
    }
    return number.toString();
  }

  /** The value of a claim; {@link Value.Absent} if there is none. */
  public Value get(String name) {
    Value value = values.get(name);
    return value == null ? new Value.Absent() : value;
  }

  /** The names, in order. */
  public Set<String> names() {
    return values.keySet();
  }

  /** These claims and one more; a claim of that name is replaced. */
  public Claims with(String name, Object value) {
    Map<String, Value> more = new LinkedHashMap<>(values);
    more.put(name, valueOf(value));
    return new Claims(Collections.unmodifiableMap(more));
  }

  /** Whether both have the same claims. */
  @Override
  public boolean equals(Object other) {
    return other instanceof Claims claims && claims.values.equals(values);
  }

  /** Fits {@link #equals}. */
  @Override
  public int hashCode() {
    return values.hashCode();
  }

  /** The names only: values may be personal. */
  @Override
  public String toString() {
    return "Claims" + values.keySet();
  }
}
