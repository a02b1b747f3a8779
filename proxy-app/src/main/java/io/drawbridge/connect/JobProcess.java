// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.connect;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Finds the process that is the job. The caller often is not: a helper script, make, timeout end
 * long before the job does. What has the job's credential in its environment belongs to the job;
 * the outermost of these is the job, or the shell around it that exported the credential.
 */
final class JobProcess {
  private static final Set<String> SHELLS =
      Set.of("sh", "ash", "bash", "busybox", "dash", "fish", "ksh", "mksh", "pwsh", "zsh");

  private final Pattern credential;

  /** Knows the job's processes by the variables that hold its credentials. */
  JobProcess(Set<String> variables) {
    credential =
        Pattern.compile(
            variables.stream()
                .map(Pattern::quote)
                .collect(Collectors.joining("|", "(?:^|\0)(?:", ")=")));
  }

  /** The job that the process is a part of: its parent at least; empty if it has none. */
  Optional<ProcessHandle> of(ProcessHandle process) {
    Optional<ProcessHandle> job = process.parent();
    while (job.isPresent() && hasCredential(job.get())) {
      Optional<ProcessHandle> outer =
          job.get().parent().filter(it -> hasCredential(it) || isShell(it));
      if (outer.isEmpty()) {
        break;
      }
      job = outer;
    }
    return job;
  }

  /** As it was when the process began; a shell that exports it later does not have it there. */
  private boolean hasCredential(ProcessHandle process) {
    try {
      byte[] environment = Files.readAllBytes(Path.of("/proc/" + process.pid() + "/environ"));
      return credential.matcher(new String(environment, StandardCharsets.ISO_8859_1)).find();
    } catch (IOException _) {
      // Another user's, or a system without /proc: it is not known to belong to the job.
      return false;
    }
  }

  private static boolean isShell(ProcessHandle process) {
    return SHELLS.contains(name(process));
  }

  /** What the process runs, for people. */
  static String name(ProcessHandle process) {
    return process
        .info()
        .command()
        .map(command -> Path.of(command).getFileName())
        .map(Path::toString)
        .orElse("unknown");
  }
}
