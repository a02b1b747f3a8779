// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.explain;

import io.drawbridge.auth.Secret;
import io.drawbridge.command.Help;
import io.drawbridge.common.OneLine;
import io.drawbridge.json.JsonLimits;
import io.drawbridge.json.JsonReader;
import io.drawbridge.json.JsonWriter;
import io.drawbridge.json.MalformedJsonException;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Shows what a JSON Web Token says of itself (RFC 7519), never its signature. A hostile token must
 * not write escape sequences to the operator's terminal: what it says is made harmless first.
 */
record TokenView(Instant now, PrintStream out) {
  private static final List<String> TIMES = List.of("iat", "nbf", "exp", "auth_time");
  private static final long FARTHEST = 1L << 40;
  private static final int WIDEST_NAME = 32;

  /** Prints header and claims and how old it is; a token of another kind is named as such. */
  void print(Secret token) {
    String[] parts = token.reveal().split("\\.", -1);
    if (parts.length != 3) {
      out.println("the token is not a JSON Web Token: it has no three parts");
      return;
    }
    try {
      Map<String, Object> header = members(parts[0]);
      Map<String, Object> claims = members(parts[1]);
      part("token header", header);
      part("token claims", claims);
      out.println("clock");
      out.println("  " + clock(claims));
    } catch (MalformedJsonException | IllegalArgumentException e) {
      out.println("the token cannot be read as a JSON Web Token: " + OneLine.of(e.getMessage()));
    }
  }

  private static Map<String, Object> members(String encoded) throws MalformedJsonException {
    return JsonReader.readObject(Base64.getUrlDecoder().decode(encoded), JsonLimits.STANDARD);
  }

  private void part(String name, Map<String, Object> members) {
    Map<String, String> lines = new LinkedHashMap<>();
    members.forEach((key, value) -> lines.put(OneLine.of(key), text(key, value)));
    int width =
        Math.min(WIDEST_NAME, lines.keySet().stream().mapToInt(String::length).max().orElse(0));
    out.println(name);
    lines.forEach((key, value) -> out.println("  " + Help.padded(key, width + 2) + value));
  }

  private String text(String key, Object value) {
    if (TIMES.contains(key) && value instanceof Long seconds && Math.abs(seconds) < FARTHEST) {
      Instant time = Instant.ofEpochSecond(seconds);
      return seconds + " = " + time + ", " + relative(time);
    }
    return OneLine.of(json(value));
  }

  private static String json(Object value) {
    return switch (value) {
      case null -> "null";
      case String text -> text;
      case List<?> list -> {
        List<String> texts = list.stream().map(TokenView::json).toList();
        yield "[" + String.join(", ", texts) + "]";
      }
      case Map<?, ?> map -> {
        StringBuilder members = new StringBuilder();
        JsonWriter writer = new JsonWriter(members).object();
        map.forEach((key, member) -> writer.member(key.toString(), json(member)));
        writer.endObject();
        yield members.toString();
      }
      default -> value.toString();
    };
  }

  /** How the clock here stands to the token's times: an offset shows as a token from the future. */
  private String clock(Map<String, Object> claims) {
    String here = now.truncatedTo(ChronoUnit.SECONDS) + " here";
    if (!(claims.get("iat") instanceof Long seconds) || Math.abs(seconds) >= FARTHEST) {
      return here + "; the token does not say when it was issued";
    }
    Instant issued = Instant.ofEpochSecond(seconds);
    if (issued.isAfter(now)) {
      return here
          + "; the token is from the future: this clock is at least "
          + span(Duration.between(now, issued))
          + " behind the issuer's";
    }
    return here + "; the token was issued " + relative(issued);
  }

  private String relative(Instant time) {
    Duration since = Duration.between(time, now);
    return since.isNegative() ? "in " + span(since.negated()) : span(since) + " ago";
  }

  /** The two largest units, like {@code 3 min 5 s} or {@code 40 d 3 h}. */
  static String span(Duration span) {
    if (span.toDays() > 0) {
      return span.toDays() + " d " + span.toHoursPart() + " h";
    }
    if (span.toHours() > 0) {
      return span.toHours() + " h " + span.toMinutesPart() + " min";
    }
    if (span.toMinutes() > 0) {
      return span.toMinutes() + " min " + span.toSecondsPart() + " s";
    }
    return span.toSeconds() + " s";
  }
}
