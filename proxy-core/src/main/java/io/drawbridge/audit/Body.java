// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.audit;

import io.drawbridge.auth.Claims;
import io.drawbridge.auth.Identity;
import io.drawbridge.guard.Redaction;
import io.drawbridge.json.JsonWriter;
import io.drawbridge.observe.Attempt;
import io.drawbridge.observe.CloseReason;
import io.drawbridge.observe.Ending;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * A record without sequence number and hash. What a client sends must not decide how long a line
 * gets: every text and the claims of a record are bounded by the bytes that they take in the file,
 * every collection by its elements. A record of somebody whose identity was not verified takes at
 * most {@value #STRANGER} bytes, line feed and all.
 *
 * @param event what it records
 * @param session the session it is about; empty if it is about several or none
 * @param text its members, the event first, behind the opening brace
 */
record Body(String event, String session, String text) {
  /** Longest text, in bytes, four lines of a terminal; a longer one ends with an ellipsis. */
  static final int LONGEST = 512;

  /** Longest issuer and subject: a lawful subject with a path and a ref has more than 512. */
  static final int LONGEST_NAME = 2 * 1024;

  /** Most elements of a list or an object: more groups than most people have. */
  static final int MOST = 32;

  /** Most bytes that the claims of one record take; the labels may take as many. */
  static final int CLAIMS = 8 * 1024;

  /** Most bytes of a stranger's record: 128 of them a minute make a quarter of a megabyte. */
  static final int STRANGER = 2 * 1024;

  /** Most bytes of what the chain puts around a body: number, hash and line feed. */
  static final int FRAME = "{\"seq\":".length() + 19 + 1 + Chain.TAIL + 1;

  /** How many bytes the parts of an attempt may take. */
  private record Room(int name, int target, int explanation, int claim, int claims) {}

  /** With all else of a stranger's record these take no more than {@link #STRANGER}. */
  private static final Room NARROW = new Room(64, 256, 400, 256, 700);

  private static final Room WIDE = new Room(LONGEST, LONGEST, LONGEST, LONGEST, CLAIMS);

  static Body attempt(Attempt attempt, Set<String> claims) {
    Room room = attempt.identity().isEmpty() ? NARROW : WIDE;
    return of(
        attempt.granted() ? (attempt.check() ? "checked" : "granted") : "refused",
        attempt.session(),
        out -> {
          out.member("session", Written.cut(attempt.session(), room.name()));
          out.member("at", attempt.at().toString());
          if (attempt.refusal().isPresent()) {
            out.member("stage", attempt.stage().name());
            out.member("refusal", attempt.refusal().get().name());
          }
          if (attempt.check()) {
            out.member("check", true);
          }
          out.member("listener", Written.cut(attempt.listener(), room.name()));
          out.member("source", address(attempt.source()));
          unlessEmpty(out, "target", attempt.target(), room.target());
          unlessEmpty(out, "rule", attempt.rule(), room.name());
          unlessEmpty(out, "auth", attempt.authenticator(), room.name());
          unlessEmpty(out, "explanation", attempt.explanation(), room.explanation());
          if (attempt.shadow().isPresent()) {
            out.member("shadow_rule", Written.cut(attempt.shadow().get().rule(), room.name()));
            out.member("shadow", attempt.shadow().get().text());
          }
          attempt.identity().ifPresent(identity -> identity(out, identity, claims));
          Claims claimed = attempt.claimed();
          if (!claimed.names().isEmpty()) {
            out.name("claimed").object();
            claims(out, claimed, claimed.names(), NARROW);
            out.endObject();
          }
        });
  }

  static Body closed(Ending ending) {
    return of(
        "closed",
        ending.session(),
        out ->
            out.member("session", Written.cut(ending.session(), LONGEST))
                .member("at", ending.at().toString())
                .member("reason", ending.reason().name())
                .member("bytes_up", ending.bytesUp())
                .member("bytes_down", ending.bytesDown())
                .member("bytes_spliced", ending.bytesSpliced())
                .member("duration_ms", ending.duration().toMillis()));
  }

  /** The close of a tunnel whose gateway died: nobody knows how much it moved. */
  static Body lost(String session, Instant at) {
    return of(
        "closed",
        session,
        out ->
            out.member("session", session)
                .member("at", at.toString())
                .member("reason", CloseReason.GATEWAY_LOST.name()));
  }

  static Body boot(Instant at, LastRun last) {
    return of(
        "boot",
        "",
        out -> {
          out.member("at", at.toString()).member("previous", last.chain().hash());
          out.member("clean", last.clean()).member("lost", last.open().size());
          if (last.tornBytes() > 0) {
            out.member("torn_bytes", last.tornBytes());
            out.member("torn", Written.cut(last.torn(), LONGEST));
          }
          if (last.damaged()) {
            out.member("damaged", true);
          }
        });
  }

  static Body end(Instant at, int open) {
    return of("end", "", out -> out.member("at", at.toString()).member("open", open));
  }

  /** The first record of a file that goes on where another one stopped. */
  static Body segment(Instant at, String previous, String why) {
    return of(
        "segment",
        "",
        out ->
            out.member("at", at.toString())
                .member("previous", previous)
                .member("why", Written.cut(why, LONGEST)));
  }

  /** A tunnel that was granted in an earlier file and is still open. */
  static Body carried(String session) {
    return of("carried", session, out -> out.member("session", session));
  }

  static Body summary(RefusalBudget.Sum sum) {
    return of(
        "refused_more",
        "",
        out -> {
          out.member("from", sum.from.toString()).member("to", sum.to.toString());
          out.member("source", sum.source);
          unlessEmpty(out, "issuer", sum.issuer, LONGEST);
          unlessEmpty(out, "subject", sum.subject, LONGEST);
          out.member("count", sum.count);
          out.name("refusals").object();
          sum.refusals.forEach((refusal, n) -> out.member(refusal.name(), n));
          out.endObject();
          if (!sum.targets.isEmpty()) {
            out.member("targets", List.copyOf(sum.targets));
          }
        });
  }

  /** What could not be recorded while the file could not be written: how many of each kind. */
  static Body gap(Instant from, Instant to, long[] lost) {
    return of(
        "gap",
        "",
        out ->
            out.member("from", from.toString())
                .member("to", to.toString())
                .member(
                    "refused",
                    lost[Entry.Kind.REFUSED.ordinal()] + lost[Entry.Kind.STRANGER.ordinal()])
                .member("granted", lost[Entry.Kind.GRANTED.ordinal()])
                .member("closed", lost[Entry.Kind.CLOSED.ordinal()]));
  }

  private static void identity(JsonWriter out, Identity identity, Set<String> claims) {
    out.member("issuer", Written.cut(identity.issuer(), LONGEST_NAME));
    out.member("subject", Written.cut(identity.subject(), LONGEST_NAME));
    out.name("labels").object();
    int left = CLAIMS;
    for (var label : identity.labels().entrySet().stream().limit(MOST).toList()) {
      left = claim(out, label.getKey(), List.of(label.getValue()), false, left, WIDE);
    }
    out.endObject();
    out.name("claims").object();
    left = claims(out, identity.claims(), claims, WIDE);
    // Told apart from a claim that was not recorded: a replay must not take the one for the other.
    for (String name : claims.stream().sorted().toList()) {
      String known = Written.cut(name, LONGEST);
      if (saysNothing(identity.claims().get(name)) && left >= known.length()) {
        out.name(known).value((String) null);
        left -= Written.bytes(known) + 8;
      }
    }
    out.endObject();
  }

  private static boolean saysNothing(Claims.Value value) {
    return switch (value) {
      case Claims.Value.Absent _, Claims.Value.Null _, Claims.Value.Nested _ -> true;
      case Claims.Value.Scalar _, Claims.Value.Many _ -> false;
    };
  }

  /** Those claims that have these names and fit; what of the bytes is left. */
  private static int claims(JsonWriter out, Claims claims, Set<String> names, Room room) {
    int left = room.claims();
    for (String name : claims.names()) {
      if (names.contains(name)) {
        left =
            switch (claims.get(name)) {
              case Claims.Value.Scalar(String text) ->
                  claim(out, name, List.of(text), false, left, room);
              case Claims.Value.Many(List<String> texts) ->
                  claim(out, name, texts, true, left, room);
              case Claims.Value.Absent _, Claims.Value.Null _, Claims.Value.Nested _ -> left;
            };
      }
    }
    return left;
  }

  /** A text, or a list of texts, if it fits into what is left; what is left behind it. */
  private static int claim(
      JsonWriter out, String name, List<String> raw, boolean list, int left, Room room) {
    // Nobody vouches for what a stranger says: it may be a secret in the wrong place.
    UnaryOperator<String> shown =
        text -> Written.cut(room == NARROW ? Redaction.secrets(text) : text, room.claim());
    String key = shown.apply(name);
    List<String> texts = raw.stream().limit(MOST).map(shown).toList();
    // Beside the texts: quotation marks, colon, commas and brackets.
    int marks = 6 + 3 * texts.size();
    int rest = left - marks - Written.bytes(key) - texts.stream().mapToInt(Written::bytes).sum();
    if (rest < 0) {
      return left;
    }
    if (list) {
      out.member(key, texts);
    } else {
      out.member(key, texts.getFirst());
    }
    return rest;
  }

  private static void unlessEmpty(JsonWriter out, String name, String text, int most) {
    if (!text.isEmpty()) {
      out.member(name, Written.cut(text, most));
    }
  }

  private static String address(InetSocketAddress source) {
    String host =
        source.getAddress() == null ? source.getHostString() : source.getAddress().getHostAddress();
    return Written.cut(host.indexOf(':') >= 0 ? "[" + host + "]" : host, NARROW.name())
        + ":"
        + source.getPort();
  }

  private static Body of(String event, String session, Consumer<JsonWriter> members) {
    StringBuilder text = new StringBuilder(512);
    JsonWriter out = new JsonWriter(text).object();
    out.member("event", event);
    members.accept(out);
    return new Body(event, session, text.substring(1));
  }
}
