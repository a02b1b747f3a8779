// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.benchmarks.report;

import io.drawbridge.benchmarks.RelayPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * The command line: {@code report}, {@code compare}, {@code keep} and {@code gate}. Ends with 0
 * when all is well, with 1 when something got worse or a bound is broken, with 64 when called
 * wrongly, with 70 when it could not be found out.
 */
public final class Main {
  private static final String USAGE =
      """
      usage: report RESULTS.json DIRECTORY           a page and its plots
             compare BEFORE.json AFTER.json [PERCENT] a table; 1 if something is worse by more than 10 %
             keep RESULTS.json KEPT.json COMMAND REMARK  what a release keeps of JMH's file
             gate [PATH]                              the relay allocates less than 1 B an operation
      """;

  private static final double STANDARD_PERCENT = 10;

  private Main() {}

  /** Runs one of the verbs and ends the process with its code. */
  public static void main(String[] arguments) {
    System.exit(run(List.of(arguments)));
  }

  static int run(List<String> arguments) {
    try {
      String verb = arguments.isEmpty() ? "" : arguments.getFirst();
      return switch (verb + " " + (arguments.size() - 1)) {
        case "report 2" -> report(path(arguments, 1), path(arguments, 2));
        case "compare 2" -> compare(arguments, STANDARD_PERCENT);
        case "compare 3" -> compare(arguments, Double.parseDouble(arguments.get(3)));
        case "keep 4" -> keep(arguments);
        case "gate 0" -> gate(GateRun.plainPaths());
        case "gate 1" -> gate(List.of(RelayPath.valueOf(arguments.get(1))));
        default -> usage();
      };
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage());
      return usage();
    } catch (IOException e) {
      System.err.println(e);
      return 70;
    }
  }

  private static int usage() {
    System.err.print(USAGE);
    System.err.println("PATH is one of " + Arrays.toString(RelayPath.values()));
    return 64;
  }

  private static Path path(List<String> arguments, int index) {
    return Path.of(arguments.get(index));
  }

  private static int report(Path results, Path directory) throws IOException {
    System.out.println(new Report(ResultFile.read(results)).writeTo(directory));
    return 0;
  }

  private static int compare(List<String> arguments, double percent) throws IOException {
    Comparison comparison =
        new Comparison(
            ResultFile.read(path(arguments, 1)).measurements(),
            ResultFile.read(path(arguments, 2)).measurements(),
            percent);
    System.out.print(comparison.markdown());
    return comparison.isBad() ? 1 : 0;
  }

  private static int keep(List<String> arguments) throws IOException {
    Map<String, String> facts = Machine.facts();
    facts.put("command", arguments.get(3));
    facts.put("remark", arguments.get(4));
    Files.writeString(path(arguments, 2), ResultFile.read(path(arguments, 1)).kept(facts));
    return 0;
  }

  private static int gate(List<RelayPath> paths) throws IOException {
    List<Measurement> measured = new ArrayList<>();
    for (RelayPath path : paths) {
      measured.addAll(GateRun.measure(path));
    }
    System.out.print(AllocationGate.summary(measured));
    List<String> failures = AllocationGate.failures(measured, GateRun::iterationMicros);
    failures.forEach(failure -> System.err.println("gate: " + failure));
    return failures.isEmpty() ? 0 : 1;
  }
}
