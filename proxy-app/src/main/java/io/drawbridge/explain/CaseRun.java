// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.explain;

import io.drawbridge.auth.Decision;
import io.drawbridge.auth.InvalidSettingsException;
import io.drawbridge.command.Console;
import io.drawbridge.command.ExitCode;
import io.drawbridge.config.RuleFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Runs the cases in files on the rules, and prints what became of each. */
final class CaseRun {
  /** Most rules told about a case that failed; the first ones. */
  private static final int TRACED = 5;

  private final Console console;
  private final List<JUnitReport.Suite> suites = new ArrayList<>();
  private int failed;

  CaseRun(Console console) {
    this.console = console;
  }

  /** Runs them all; what is wrong with one file is told before any case runs. */
  int run(List<Path> files, Optional<Path> junit) throws InvalidSettingsException, IOException {
    List<CaseFile> read = new ArrayList<>();
    for (Path file : files) {
      read.add(CaseFile.read(file));
    }
    for (int i = 0; i < files.size(); i++) {
      run(files.get(i), read.get(i));
    }
    if (junit.isPresent()) {
      Files.writeString(junit.get(), JUnitReport.of(suites));
    }
    int cases = read.stream().mapToInt(file -> file.cases().size()).sum();
    console.out().println(cases + (cases == 1 ? " case, " : " cases, ") + failed + " failed");
    return (failed == 0 ? ExitCode.DONE : ExitCode.FOUND).number();
  }

  private void run(Path file, CaseFile read) {
    console.out().println(file.toString());
    if (read.rules().hasPolicy()) {
      console.out().println("  note  the external policy is not asked: these are the rules alone");
    }
    int width = read.cases().stream().mapToInt(each -> each.name().length()).max().orElse(0);
    List<JUnitReport.Case> results = new ArrayList<>();
    for (PolicyCase each : read.cases()) {
      Decision decision = read.rules().rules().decide(each.subject());
      Optional<String> mismatch = each.mismatch(decision);
      String outcome = mismatch.orElseGet(() -> text(decision, each, read.rules()));
      String mark = mismatch.isEmpty() ? "  ok    " : "  FAIL  ";
      String name = each.name() + " ".repeat(width - each.name().length());
      console.out().println(mark + name + "  " + outcome);
      failed += mismatch.isPresent() ? 1 : 0;
      List<String> why = mismatch.isPresent() ? why(each, read.rules()) : List.of();
      why.forEach(line -> console.out().println("        " + line));
      results.add(new JUnitReport.Case(each.name(), mismatch, why));
    }
    suites.add(new JUnitReport.Suite(file.toString(), results));
  }

  private static String text(Decision decision, PolicyCase decided, RuleFile rules) {
    return switch (decision) {
      case Decision.Granted(var grant) -> "granted by \"" + grant.rule() + "\"";
      case Decision.Denied _ -> "denied: " + rules.rules().nearest(decided.subject());
      case Decision.Unavailable(var explanation) -> explanation;
    };
  }

  /** Where the case stands and, if it should have been granted, what the rules missed. */
  private static List<String> why(PolicyCase failing, RuleFile rules) {
    List<String> lines = new ArrayList<>();
    lines.add("the case is at " + failing.where());
    Evaluation.of(rules.rules(), failing.subject()).rules().stream()
        .filter(rule -> rule.target() && !rule.rule().shadow())
        .filter(rule -> failing.rule().orElse(rule.rule().name()).equals(rule.rule().name()))
        .limit(failing.granted() ? TRACED : 0)
        .forEach(rule -> lines.addAll(missed(rule)));
    return lines;
  }

  private static List<String> missed(Evaluation.OfRule rule) {
    List<String> lines = new ArrayList<>();
    String name = "rule \"" + rule.rule().name() + "\": ";
    if (!rule.auth()) {
      lines.add(name + "is about identities of auth." + rule.rule().auth().orElse(""));
    }
    rule.conditions().stream()
        .filter(condition -> !condition.held())
        .forEach(condition -> lines.add(name + condition.text()));
    return lines;
  }
}
