// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.cli;

import io.drawbridge.audit.AuditVerifier;
import io.drawbridge.command.Arguments;
import io.drawbridge.command.Command;
import io.drawbridge.command.CommandException;
import io.drawbridge.command.Console;
import io.drawbridge.command.ExitCode;
import io.drawbridge.command.Option;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Holds an audit file against its chain. */
final class AuditCommand implements Command {
  @Override
  public String name() {
    return "audit";
  }

  @Override
  public String summary() {
    return "audit verify FILE: finds records that were changed, removed or torn; exits 1 on one";
  }

  @Override
  public String synopsis() {
    return "verify FILE";
  }

  @Override
  public List<Option> options() {
    return List.of();
  }

  @Override
  public int run(Arguments arguments, Console console) throws CommandException {
    List<String> words = arguments.words();
    if (words.size() != 2 || !words.getFirst().equals("verify")) {
      throw new CommandException(ExitCode.USAGE, "written: drawbridge audit verify FILE");
    }
    try {
      AuditVerifier.Report report = AuditVerifier.verify(Path.of(words.getLast()));
      report
          .findings()
          .forEach(
              finding -> console.out().println("line " + finding.line() + ": " + finding.text()));
      console
          .out()
          .println(report.records() + " records, " + (report.intact() ? "intact" : "NOT intact"));
      return (report.intact() ? ExitCode.DONE : ExitCode.FOUND).number();
    } catch (IOException e) {
      throw new CommandException(ExitCode.USAGE, "cannot read the file: " + e.getMessage());
    }
  }
}
