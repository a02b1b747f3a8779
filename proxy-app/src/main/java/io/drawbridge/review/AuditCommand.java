// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.review;

import io.drawbridge.command.Arguments;
import io.drawbridge.command.Command;
import io.drawbridge.command.CommandException;
import io.drawbridge.command.Console;
import io.drawbridge.command.ExitCode;
import io.drawbridge.command.Option;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code audit verify}: holds audit files against their chain. */
public final class AuditCommand implements Command {
  private static final Pattern MARK = Pattern.compile("([1-9][0-9]{0,17}):([0-9a-f]{64})");

  /** Most sessions named that have no close. */
  private static final int NAMED = 10;

  /** A command. */
  public AuditCommand() {}

  @Override
  public Usage usage() {
    return new Usage(
        "audit",
        "audit verify FILE...: finds records that were changed, removed or torn; exits 1 on one",
        "verify [--expect NUMBER:HASH] FILE...",
        List.of(
            Option.of(
                "--expect",
                "NUMBER:HASH",
                "a record that must be there just so, as an earlier verify printed it")),
        List.of(
            "Several files, rotated ones, are checked as one chain, in whatever order they are"
                + " given.",
            "A FILE may be compressed with gzip; - is standard input."));
  }

  @Override
  public int run(Arguments arguments, Console console) throws CommandException {
    List<String> words = arguments.words();
    if (words.size() < 2 || !words.getFirst().equals("verify")) {
      throw new CommandException(ExitCode.USAGE, "written: drawbridge audit " + usage().synopsis());
    }
    Optional<AuditVerifier.Mark> expected = expected(arguments);
    List<AuditInput> files = new ArrayList<>();
    try {
      for (String word : words.subList(1, words.size())) {
        files.add(
            word.equals("-")
                ? AuditInput.of("standard input", console.in())
                : AuditInput.open(Path.of(word)));
      }
      AuditVerifier.Report report = AuditVerifier.verify(files, expected);
      print(report, console.out());
      return (report.intact() ? ExitCode.DONE : ExitCode.FOUND).number();
    } catch (IOException e) {
      throw new CommandException(ExitCode.USAGE, "cannot read the file: " + e.getMessage());
    } finally {
      close(files);
    }
  }

  private static Optional<AuditVerifier.Mark> expected(Arguments arguments)
      throws CommandException {
    Optional<String> given = arguments.value("--expect");
    if (given.isEmpty()) {
      return Optional.empty();
    }
    Matcher mark = MARK.matcher(given.get());
    if (!mark.matches()) {
      throw new CommandException(
          ExitCode.USAGE,
          "--expect is a record's number and hash, as in 4711:64 hexadecimal digits");
    }
    return Optional.of(new AuditVerifier.Mark(Long.parseLong(mark.group(1)), mark.group(2)));
  }

  private static void print(AuditVerifier.Report report, PrintStream out) {
    for (AuditVerifier.Finding finding : report.findings()) {
      String line = finding.line() > 0 ? " line " + finding.line() : "";
      String where = finding.file().isEmpty() ? "" : finding.file() + line + ": ";
      out.println(where + finding.text());
    }
    report.warnings().forEach(warning -> out.println("warning: " + warning));
    String verdict = report.intact() ? "intact" : "NOT intact";
    if (report.records() == 0) {
      out.println("0 records, " + verdict);
      return;
    }
    out.println(
        report.records()
            + (" records, " + report.firstSequence() + " to " + report.lastSequence())
            + (", " + verdict));
    out.println("last record: " + report.lastSequence() + ":" + report.lastHash());
    if (!report.ended()) {
      out.println("the last record ends no run: the gateway runs, was killed, or the end was cut");
    }
    if (!report.open().isEmpty()) {
      out.println(
          "granted without a close: "
              + report.open().size()
              + " ("
              + String.join(", ", report.open().stream().limit(NAMED).toList())
              + (report.open().size() > NAMED ? ", …)" : ")"));
    }
  }

  private static void close(List<AuditInput> files) {
    for (AuditInput file : files) {
      try {
        file.close();
      } catch (IOException _) {
        // Everything was read from it, or that it cannot be read has been said.
        continue;
      }
    }
  }
}
