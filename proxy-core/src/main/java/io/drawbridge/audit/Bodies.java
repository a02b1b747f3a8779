// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.audit;

import io.drawbridge.auth.Claims;
import io.drawbridge.auth.Identity;
import io.drawbridge.json.JsonWriter;
import io.drawbridge.observe.Attempt;
import io.drawbridge.observe.CloseReason;
import io.drawbridge.observe.Ending;
import io.drawbridge.observe.Refusal;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The records' members, without sequence number and hash. Every text is escaped and cut to {@value
 * #LONGEST} characters, every collection to {@value #MOST} elements, and the claims of one record
 * to {@value #CLAIMS_BUDGET} characters: what a client sends must not decide how long a line gets.
 */
final class Bodies {
  /** Longest text, in characters; a longer one is cut and ends with an ellipsis. */
  static final int LONGEST = 512;

  /** Most elements of a list or an object. */
  static final int MOST = 32;

  /** Most characters that the claims of one record take, before escaping. */
  static final int CLAIMS_BUDGET = 8 * 1024;

  private Bodies() {}

  static String attempt(Attempt attempt, Set<String> claims) {
    return body(
        attempt.granted() ? (attempt.check() ? "checked" : "granted") : "refused",
        out -> {
          out.member("session", cut(attempt.session())).member("at", attempt.at().toString());
          attempt
              .refusal()
              .ifPresent(
                  refusal ->
                      out.member("stage", attempt.stage().name())
                          .member("refusal", refusal.name()));
          if (attempt.check()) {
            out.member("check", true);
          }
          out.member("listener", cut(attempt.listener()));
          out.member("source", address(attempt.source()));
          unlessEmpty(out, "target", attempt.target());
          unlessEmpty(out, "rule", attempt.rule());
          unlessEmpty(out, "auth", attempt.authenticator());
          unlessEmpty(out, "explanation", attempt.explanation());
          attempt
              .shadow()
              .ifPresent(
                  shadow ->
                      out.member("shadow_rule", cut(shadow.rule()))
                          .member("shadow", shadow.text()));
          attempt.identity().ifPresent(identity -> identity(out, identity, claims));
          if (!attempt.claimed().names().isEmpty()) {
            out.name("claimed").object();
            claims(out, attempt.claimed(), attempt.claimed().names());
            out.endObject();
          }
        });
  }

  static String closed(Ending ending) {
    return body(
        "closed",
        out ->
            out.member("session", cut(ending.session()))
                .member("at", ending.at().toString())
                .member("reason", ending.reason().name())
                .member("bytes_up", ending.bytesUp())
                .member("bytes_down", ending.bytesDown())
                .member("bytes_spliced", ending.bytesSpliced())
                .member("duration_ms", ending.duration().toMillis()));
  }

  /** The close of a tunnel whose gateway died: nobody knows how much it moved. */
  static String lost(String session, Instant at) {
    return body(
        "closed",
        out ->
            out.member("session", session)
                .member("at", at.toString())
                .member("reason", CloseReason.GATEWAY_LOST.name()));
  }

  static String boot(Instant at, LastRun last) {
    return body(
        "boot",
        out -> {
          out.member("at", at.toString()).member("previous", last.hash());
          out.member("clean", last.clean()).member("lost", last.open().size());
          if (last.tornBytes() > 0) {
            out.member("torn_bytes", last.tornBytes()).member("torn", cut(last.torn()));
          }
          if (last.damaged()) {
            out.member("damaged", true);
          }
        });
  }

  static String end(Instant at, int open) {
    return body("end", out -> out.member("at", at.toString()).member("open", open));
  }

  /** The first record of a file that goes on where another one stopped. */
  static String segment(Instant at, String previous, String why) {
    return body(
        "segment",
        out ->
            out.member("at", at.toString()).member("previous", previous).member("why", cut(why)));
  }

  /** A tunnel that was granted in an earlier file and is still open. */
  static String carried(String session) {
    return body("carried", out -> out.member("session", session));
  }

  static String summary(Strangers.Sum sum) {
    return body(
        "refused_more",
        out -> {
          out.member("from", sum.from().toString()).member("to", sum.to().toString());
          out.member("source", sum.source()).member("count", sum.count());
          out.name("refusals").object();
          sum.refusals().forEach((Refusal refusal, Long n) -> out.member(refusal.name(), n));
          out.endObject();
        });
  }

  /** What could not be recorded while the file could not be written. */
  static String gap(Instant from, Instant to, Losses losses) {
    return body(
        "gap",
        out ->
            out.member("from", from.toString())
                .member("to", to.toString())
                .member("refused", losses.refused())
                .member("granted", losses.granted())
                .member("closed", losses.closed()));
  }

  private static void identity(JsonWriter out, Identity identity, Set<String> claims) {
    out.member("issuer", cut(identity.issuer())).member("subject", cut(identity.subject()));
    out.name("labels").object();
    identity.labels().entrySet().stream()
        .limit(MOST)
        .forEach(label -> out.member(cut(label.getKey()), cut(label.getValue())));
    out.endObject();
    out.name("claims").object();
    claims(out, identity.claims(), claims);
    // Told apart from a claim that was not recorded: a replay must not take the one for the other.
    claims.stream()
        .filter(name -> saysNothing(identity.claims().get(name)))
        .sorted()
        .limit(2 * MOST)
        .forEach(name -> out.name(cut(name)).value((String) null));
    out.endObject();
  }

  private static boolean saysNothing(Claims.Value value) {
    return switch (value) {
      case Claims.Value.Absent _, Claims.Value.Null _, Claims.Value.Nested _ -> true;
      case Claims.Value.Scalar _, Claims.Value.Many _ -> false;
    };
  }

  private static void claims(JsonWriter out, Claims claims, Set<String> names) {
    int budget = CLAIMS_BUDGET;
    Iterator<String> each = claims.names().iterator();
    for (int n = 0; each.hasNext() && n < 2 * MOST && budget > 0; ) {
      String name = each.next();
      if (!names.contains(name)) {
        continue;
      }
      n++;
      switch (claims.get(name)) {
        case Claims.Value.Scalar(String text) -> {
          out.member(cut(name), cut(text));
          budget -= Math.min(LONGEST, name.length()) + Math.min(LONGEST, text.length());
        }
        case Claims.Value.Many(List<String> texts) -> {
          List<String> some = texts.stream().limit(MOST).map(Bodies::cut).toList();
          out.member(cut(name), some);
          budget -= LONGEST + some.stream().mapToInt(String::length).sum();
        }
        case Claims.Value.Absent _, Claims.Value.Null _, Claims.Value.Nested _ -> {}
      }
    }
  }

  private static void unlessEmpty(JsonWriter out, String name, String text) {
    if (!text.isEmpty()) {
      out.member(name, cut(text));
    }
  }

  private static String address(InetSocketAddress source) {
    String host =
        source.getAddress() == null ? source.getHostString() : source.getAddress().getHostAddress();
    return cut(host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + source.getPort();
  }

  /** Masked, cut, and without lone surrogates, which no strict reader would take back. */
  static String cut(String raw) {
    String text = Tokens.masked(raw);
    String some = text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
    if (some.chars().noneMatch(c -> Character.isSurrogate((char) c))) {
      return some;
    }
    StringBuilder whole = new StringBuilder(some.length());
    some.codePoints()
        .map(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE ? 0xfffd : c)
        .forEach(whole::appendCodePoint);
    return whole.toString();
  }

  private static String body(String event, Consumer<JsonWriter> members) {
    StringBuilder text = new StringBuilder(512);
    JsonWriter out = new JsonWriter(text).object();
    out.member("event", event);
    members.accept(out);
    return text.substring(1);
  }
}
