// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.it.harness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** What a gateway has recorded, read from its file. */
public final class AuditTrail {
  private static final Duration LIMIT = Duration.ofSeconds(5);

  private final Path file;

  AuditTrail(Path file) {
    this.file = file;
  }

  /**
   * One line of it.
   *
   * @param members as JSON has them
   */
  public record Entry(Map<String, Object> members) {
    /** A member as text; empty if it is absent or null. */
    public String text(String name) {
      Object value = members.get(name);
      return value == null ? "" : value.toString();
    }

    /** The session it is about; empty for a start or an end. */
    public String session() {
      return text("session");
    }

    /** Whether it records a grant. */
    public boolean isGrant() {
      return text("event").equals("granted");
    }

    /** Whether it records a refusal. */
    public boolean isRefusal() {
      return text("event").equals("refused");
    }

    /** Whether it records the end of a granted session. */
    public boolean isClose() {
      return text("event").equals("closed");
    }

    /** Why it was refused. */
    public String refusal() {
      return text("refusal");
    }

    /** Why it ended. */
    public String reason() {
      return text("reason");
    }

    /** A number. */
    public long number(String name) {
      return Long.parseLong(text(name));
    }
  }

  /** Its whole lines so far. Every line must be one object: a torn line is a fault. */
  public List<Entry> entries() {
    try {
      if (!Files.exists(file)) {
        return List.of();
      }
      String text = Files.readString(file);
      return text.substring(0, text.lastIndexOf('\n') + 1)
          .lines()
          .map(line -> new Entry(Json.object(line)))
          .toList();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** All of its text. */
  public String text() throws IOException {
    return Files.exists(file) ? Files.readString(file) : "";
  }

  /** Waits for a record. */
  public Entry await(String what, Predicate<Entry> wanted) {
    return await(LIMIT, what, wanted);
  }

  /** Waits so long for a record. */
  public Entry await(Duration limit, String what, Predicate<Entry> wanted) {
    return Await.answer(
        limit, () -> "no audit record: " + what + " in\n" + lastLines(), () -> find(wanted));
  }

  /** Waits for the end of a granted session. */
  public Entry awaitClose(String session) {
    return await("the end of " + session, e -> e.isClose() && e.session().equals(session));
  }

  /** Waits for the refusal of a session. */
  public Entry awaitRefusal(String session) {
    return await("the refusal of " + session, e -> e.isRefusal() && e.session().equals(session));
  }

  /** The first record of that kind, if there is one. */
  public Optional<Entry> find(Predicate<Entry> wanted) {
    return entries().stream().filter(wanted).findFirst();
  }

  private String lastLines() {
    List<Entry> all = entries();
    StringBuilder lines = new StringBuilder();
    all.subList(Math.max(0, all.size() - 20), all.size())
        .forEach(e -> lines.append(Json.write(e.members())).append('\n'));
    return lines.toString();
  }
}
