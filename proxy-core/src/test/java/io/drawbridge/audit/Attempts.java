// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.audit;

import io.drawbridge.auth.Claims;
import io.drawbridge.auth.Identity;
import io.drawbridge.json.JsonLimits;
import io.drawbridge.json.JsonReader;
import io.drawbridge.json.MalformedJsonException;
import io.drawbridge.loop.Deadline;
import io.drawbridge.observe.Attempt;
import io.drawbridge.observe.CloseReason;
import io.drawbridge.observe.Ending;
import io.drawbridge.observe.Refusal;
import io.drawbridge.observe.Stage;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** What tests of the audit record, and how they read it back. */
public final class Attempts {
  static final Instant AT = Instant.parse("2026-05-04T10:00:00.123Z");

  private Attempts() {}

  /** Long enough for whatever a test waits for. */
  public static Deadline soon() {
    return Deadline.after(Duration.ofSeconds(10));
  }

  /** A grant. */
  public static Attempt grant(String session) {
    return of(session, false, Optional.empty(), Optional.of(identity(Claims.NONE)), Claims.NONE);
  }

  /** A grant of somebody with these claims. */
  public static Attempt grant(String session, Claims claims) {
    return of(session, false, Optional.empty(), Optional.of(identity(claims)), Claims.NONE);
  }

  /** A check that would have been granted. */
  public static Attempt check(String session) {
    return of(session, true, Optional.empty(), Optional.of(identity(Claims.NONE)), Claims.NONE);
  }

  /** A refusal of somebody known. */
  public static Attempt denied(String session) {
    return of(
        session,
        false,
        Optional.of(Refusal.DENIED),
        Optional.of(identity(Claims.NONE)),
        Claims.NONE);
  }

  static Attempt denied(String session, String subject) {
    return of(
        session,
        false,
        Optional.of(Refusal.DENIED),
        Optional.of(
            new Identity("https://gitlab.test", subject, Claims.NONE, Map.of(), Instant.MAX)),
        Claims.NONE);
  }

  /** A refusal of somebody known who asked for this. */
  static Attempt asked(String session, String target) {
    Attempt denied = denied(session);
    return new Attempt(
        session,
        denied.at(),
        denied.listener(),
        denied.source(),
        denied.check(),
        denied.stage(),
        denied.refusal(),
        target,
        denied.rule(),
        denied.authenticator(),
        denied.explanation(),
        denied.identity(),
        denied.claimed(),
        Optional.empty());
  }

  /** A refusal behind a grant that was recorded after all. */
  static Attempt takenBack(String session) {
    return of(
        session,
        false,
        Optional.of(Refusal.AUDIT_UNAVAILABLE),
        Optional.of(identity(Claims.NONE)),
        Claims.NONE);
  }

  /** A refusal of somebody unknown. */
  public static Attempt stranger(String session, String source, Claims claimed) {
    return new Attempt(
        session,
        AT,
        "ci",
        new InetSocketAddress(source, 40000),
        false,
        Stage.AUTHENTICATING,
        Optional.of(Refusal.UNAUTHENTICATED),
        "orders-db",
        "",
        "gitlab",
        "EXPIRED: the token expired at 10:00",
        Optional.empty(),
        claimed,
        Optional.empty());
  }

  private static Attempt of(
      String session,
      boolean check,
      Optional<Refusal> refusal,
      Optional<Identity> identity,
      Claims claimed) {
    return new Attempt(
        session,
        AT,
        "ci",
        new InetSocketAddress("192.0.2.7", 40000),
        check,
        refusal.equals(Optional.of(Refusal.DENIED)) ? Stage.AUTHORIZING : Stage.RECORDING,
        refusal,
        "orders-db",
        refusal.isPresent() ? "" : "orders pipeline",
        "gitlab",
        "because",
        identity,
        claimed,
        Optional.empty());
  }

  private static Identity identity(Claims claims) {
    return new Identity("https://gitlab.test", "job", claims, Map.of("job", "4711"), Instant.MAX);
  }

  /** The end of a tunnel. */
  public static Ending ending(String session) {
    return new Ending(session, AT, CloseReason.COMPLETED, 10, 20, 0, Duration.ofMillis(1500));
  }

  /** Every line, read back by the strict reader. */
  public static List<Map<String, Object>> records(Path file) throws IOException {
    List<Map<String, Object>> records = new ArrayList<>();
    String text = Files.readString(file, StandardCharsets.UTF_8);
    if (!text.isEmpty() && !text.endsWith("\n")) {
      throw new IOException("the last line is not ended");
    }
    for (String line : text.split("\n", -1)) {
      if (!line.isEmpty()) {
        records.add(parse(line));
      }
    }
    return records;
  }

  private static Map<String, Object> parse(String line) throws IOException {
    try {
      return JsonReader.readObject(line.getBytes(StandardCharsets.UTF_8), JsonLimits.STANDARD);
    } catch (MalformedJsonException e) {
      throw new IOException(line, e);
    }
  }

  static List<Object> events(Path file) throws IOException {
    return records(file).stream().map(members -> members.get("event")).toList();
  }

  /** The only record of an event. */
  public static Map<String, Object> only(Path file, String event) throws IOException {
    List<Map<String, Object>> found = all(file, event);
    if (found.size() != 1) {
      throw new IOException(found.size() + " records of " + event);
    }
    return found.getFirst();
  }

  static List<Map<String, Object>> all(Path file, String event) throws IOException {
    return records(file).stream().filter(members -> event.equals(members.get("event"))).toList();
  }

  /** Waits until something holds, for at most 10 s. */
  static void eventually(BooleanSupplier holds) throws InterruptedException {
    Deadline deadline = soon();
    Object never = new Object();
    while (!holds.getAsBoolean()) {
      if (deadline.passed()) {
        throw new AssertionError("it did not happen within 10 s");
      }
      synchronized (never) {
        never.wait(5);
      }
    }
  }
}
