// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.review;

import io.drawbridge.audit.Lines;
import io.drawbridge.audit.Written;
import io.drawbridge.auth.Claims;
import io.drawbridge.auth.Identity;
import io.drawbridge.json.JsonLimits;
import io.drawbridge.json.JsonReader;
import io.drawbridge.json.MalformedJsonException;
import io.drawbridge.policy.Subject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Reads the attempts of verified identities out of an audit file, one at a time, in memory bounded
 * by the longest record. Does not look at the chain; a file in use, or compressed, can be read. One
 * thread.
 */
public final class AttemptReader {
  private static final Set<String> EVENTS = Set.of("granted", "checked", "refused");

  private final Consumer<RecordedAttempt> attempts;
  private long unreadable;

  private AttemptReader(Consumer<RecordedAttempt> attempts) {
    this.attempts = attempts;
  }

  /**
   * Reads a file to its end.
   *
   * @param attempts told each attempt whose identity and target are recorded
   * @return how many lines are no records
   * @throws IOException if it cannot be read
   */
  public static long read(Path file, Consumer<RecordedAttempt> attempts) throws IOException {
    AttemptReader reader = new AttemptReader(attempts);
    try (AuditInput input = AuditInput.open(file)) {
      Lines lines = input.lines();
      for (byte[] line = lines.next(); line != null; line = lines.next()) {
        reader.record(line);
      }
      return reader.unreadable + (lines.end() > lines.start() ? 1 : 0);
    }
  }

  private void record(byte[] line) {
    try {
      Map<String, Object> members = JsonReader.readObject(line, JsonLimits.STANDARD);
      if (!(members.get("event") instanceof String event)) {
        unreadable++;
      } else if (EVENTS.contains(event)
          && members.get("issuer") instanceof String issuer
          && members.get("target") instanceof String target) {
        attempts.accept(attempt(members, issuer, target));
      }
    } catch (MalformedJsonException _) {
      unreadable++;
    }
  }

  private static RecordedAttempt attempt(
      Map<String, Object> members, String issuer, String target) {
    Map<String, String> labels = new LinkedHashMap<>();
    if (members.get("labels") instanceof Map<?, ?> recorded) {
      recorded.forEach((name, value) -> labels.put((String) name, String.valueOf(value)));
    }
    Claims claims = claims(members.get("claims"));
    Identity identity = new Identity(issuer, text(members, "subject"), claims, labels, Instant.MAX);
    return new RecordedAttempt(
        text(members, "session"),
        text(members, "at"),
        new Subject(identity, text(members, "auth"), target, text(members, "listener")));
  }

  private static String text(Map<String, Object> members, String name) {
    return members.get(name) instanceof String text ? text : "";
  }

  private static Claims claims(Object recorded) {
    Map<String, Object> whole = new LinkedHashMap<>();
    if (recorded instanceof Map<?, ?> members) {
      members.forEach(
          (name, value) -> {
            if (isWhole(value)) {
              whole.put((String) name, value);
            }
          });
    }
    return Claims.of(whole);
  }

  /** Whether it is what was presented, and not cut or masked on the way into the file. */
  private static boolean isWhole(Object value) {
    return switch (value) {
      case null -> true;
      case String text -> Written.isWhole(text);
      case List<?> list ->
          Written.isWholeList(list.size()) && list.stream().allMatch(AttemptReader::isWhole);
      default -> false;
    };
  }
}
