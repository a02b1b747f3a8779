// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.benchmarks.compare;

import io.drawbridge.benchmarks.compare.contender.Programs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What was measured, how, and where: what a reader must know to judge the numbers. */
final class Facts {
  private Facts() {}

  static Map<String, String> of(Options options, RunDirectory directory) throws IOException {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("measured", Instant.now().truncatedTo(ChronoUnit.MINUTES).toString());
    facts.put("options", options.told().isEmpty() ? "none" : String.join(" ", options.told()));
    facts.put(
        "runs",
        "%d of %.1f s each, in turns; Drawbridge warmed up with each work for %.1f s at a time, up to five times, until it twice became no cheaper by a tenth"
            .formatted(
                options.runs(),
                options.length().toMillis() / 1e3,
                options.warmUp().toMillis() / 1e3));
    if (options.quick()) {
      facts.put("quick", "too short to mean anything");
    }
    facts.put(
        "workers",
        options.workers()
            + ": event loops of Drawbridge, threads of HAProxy, worker processes of nginx;"
            + " Drawbridge has other threads for handshakes, plugins, audit, compiler and collector"
            + " (processors used: see each row)");
    facts.put("commit", commit(options.source()));
    facts.putAll(Machine.facts());
    facts.put("audit is written to", directory.fileSystem());
    facts.put("jvmOptions", System.getenv().getOrDefault("DRAWBRIDGE_JAVA_OPTS", "the launcher's"));
    facts.put("drawbridge", firstLine(options.home().resolve("bin/drawbridge"), "version"));
    for (String rival : List.of("haproxy", "nginx")) {
      Optional<Path> program = Programs.find(rival);
      facts.put(rival, program.isPresent() ? firstLine(program.get(), "-v") : "missing");
    }
    return facts;
  }

  /** Which sources, and whether they were changed after that. */
  private static String commit(Path source) {
    if (!Files.exists(source.resolve(".git"))) {
      return "unknown: no repository here";
    }
    try {
      String commit = git(source, "rev-parse", "--short=12", "HEAD");
      String changes = git(source, "status", "--porcelain");
      return commit + (changes.isEmpty() ? "" : ", with changes that are not in it");
    } catch (IOException e) {
      Compare.say("compare: the commit is not known: " + e.getMessage());
      return "unknown: git fails";
    }
  }

  private static String git(Path source, String... words) throws IOException {
    List<String> all = new ArrayList<>(List.of("git", "-C", source.toString()));
    all.addAll(List.of(words));
    return Programs.output(all);
  }

  private static String firstLine(Path program, String word) throws IOException {
    return Programs.output(List.of(program.toString(), word))
        .lines()
        .filter(line -> !line.startsWith("Picked up"))
        .findFirst()
        .orElse("says nothing");
  }
}
