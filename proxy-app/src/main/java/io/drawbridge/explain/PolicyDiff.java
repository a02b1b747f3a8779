// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.explain;

import io.drawbridge.auth.Identity;
import io.drawbridge.auth.InvalidSettingsException;
import io.drawbridge.command.Console;
import io.drawbridge.command.ExitCode;
import io.drawbridge.config.RuleFile;
import io.drawbridge.explain.Replay.Outcome;
import io.drawbridge.policy.Subject;
import io.drawbridge.review.AttemptReader;
import io.drawbridge.review.RecordedAttempt;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Replays recorded attempts against two sets of rules, and prints those decided differently. */
final class PolicyDiff {
  private enum Change {
    GRANTED("now granted"),
    DENIED("now denied"),
    LIMITS("other limits"),
    UNDECIDABLE("undecidable");

    private final String text;

    Change(String text) {
      this.text = text;
    }
  }

  private final Console console;
  private final Map<Change, Long> counts = new EnumMap<>(Change.class);
  private final Map<String, Boolean> same = new HashMap<>();
  private long replayed;

  PolicyDiff(Console console) {
    this.console = console;
  }

  int run(Path before, Path after, List<Path> audits) throws InvalidSettingsException, IOException {
    RuleFile old = RuleFile.read(before);
    RuleFile changed = RuleFile.read(after);
    if (old.hasPolicy() || changed.hasPolicy()) {
      console.out().println("note: the external policy is not asked: these are the rules alone");
    }
    long unreadable = 0;
    for (Path audit : audits) {
      try {
        unreadable += AttemptReader.read(audit, attempt -> replay(attempt, old, changed));
      } catch (IOException e) {
        throw new IOException("cannot read " + audit + ": " + e.getMessage(), e);
      }
    }
    console.out().println(summary());
    if (unreadable > 0) {
      console.out().println(unreadable + " lines of the audit are no records and were passed over");
    }
    boolean unchanged = counts.isEmpty() && unreadable == 0;
    return (unchanged ? ExitCode.DONE : ExitCode.FOUND).number();
  }

  private String summary() {
    StringBuilder summary = new StringBuilder(replayed + " attempts replayed");
    for (Change change : Change.values()) {
      summary.append(", ").append(counts.getOrDefault(change, 0L)).append(' ').append(change.text);
    }
    return summary.toString();
  }

  private void replay(RecordedAttempt attempt, RuleFile old, RuleFile changed) {
    replayed++;
    Subject subject = attempt.subject();
    Optional<String> was = old.target(subject.target());
    Optional<String> is = changed.target(subject.target());
    if (was.equals(is) && (was.isEmpty() || isSame(was.get(), old, changed))) {
      return;
    }
    Outcome one = outcome(old, was, subject);
    Outcome other = outcome(changed, is, subject);
    Optional<Change> change = change(one, other);
    if (change.isEmpty()) {
      return;
    }
    counts.merge(change.get(), 1L, Long::sum);
    console.out().println(line(attempt, change.get(), one, other));
  }

  /** Compared once for each target: an audit has many records of few targets. */
  private boolean isSame(String target, RuleFile old, RuleFile changed) {
    return same.computeIfAbsent(target, name -> Replay.sameFor(name, old.rules(), changed.rules()));
  }

  private static Outcome outcome(RuleFile file, Optional<String> target, Subject asked) {
    return target
        .map(name -> new Subject(asked.identity(), asked.authenticator(), name, asked.listener()))
        .map(subject -> Replay.of(file.rules(), subject))
        .orElseGet(Outcome.Denied::new);
  }

  private static Optional<Change> change(Outcome before, Outcome after) {
    if (before instanceof Outcome.Undecidable || after instanceof Outcome.Undecidable) {
      return Optional.of(Change.UNDECIDABLE);
    }
    return switch (after) {
      case Outcome.Granted(var _, var limits) when before instanceof Outcome.Granted earlier ->
          limits.equals(earlier.limits()) ? Optional.empty() : Optional.of(Change.LIMITS);
      case Outcome.Granted _ -> Optional.of(Change.GRANTED);
      case Outcome.Denied _ when before instanceof Outcome.Granted -> Optional.of(Change.DENIED);
      case Outcome.Denied _, Outcome.Undecidable _ -> Optional.empty();
    };
  }

  private static String line(
      RecordedAttempt attempt, Change change, Outcome before, Outcome after) {
    Identity identity = attempt.subject().identity();
    String labels = identity.labels().isEmpty() ? "" : " " + identity.labels();
    return "%-12s  %s  session %s  %s -> %s%n              was %s, is %s"
        .formatted(
            change.text,
            printable(attempt.at()),
            printable(attempt.session()),
            printable(identity.principal() + labels),
            printable(attempt.subject().target()),
            text(before),
            text(after));
  }

  private static String text(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Granted(var rule, var _) -> "granted by \"" + rule + "\"";
      case Outcome.Denied _ -> "denied";
      case Outcome.Undecidable(var claims) ->
          "undecidable: claim "
              + String.join(", ", claims)
              + (claims.size() == 1 ? " was" : " were")
              + " not recorded";
    };
  }

  /** What a client sent must not steer the terminal it is shown on. */
  private static String printable(String text) {
    StringBuilder safe = new StringBuilder();
    text.codePoints()
        .forEach(
            c -> {
              boolean harmless =
                  switch (Character.getType(c)) {
                    case Character.CONTROL,
                        Character.FORMAT,
                        Character.LINE_SEPARATOR,
                        Character.PARAGRAPH_SEPARATOR,
                        Character.SURROGATE ->
                        false;
                    default -> true;
                  };
              safe.appendCodePoint(harmless ? c : '?');
            });
    return safe.toString();
  }
}
