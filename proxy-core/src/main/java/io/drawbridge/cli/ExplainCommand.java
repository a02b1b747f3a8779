// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.cli;

import io.drawbridge.Inspection;
import io.drawbridge.auth.Credentials;
import io.drawbridge.auth.InvalidSettingsException;
import io.drawbridge.auth.Peer;
import io.drawbridge.auth.Secret;
import io.drawbridge.config.Configuration;
import io.drawbridge.door.OneLine;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Tells why credentials would be let in or refused, each step of it. */
final class ExplainCommand implements Command {
  private static final int LONGEST = 64 * 1024;

  @Override
  public String name() {
    return "explain";
  }

  @Override
  public String summary() {
    return "tells step by step why a token would be granted or refused; exits 77 if refused";
  }

  @Override
  public String synopsis() {
    return "-c FILE --token-file T --target NAME";
  }

  @Override
  public List<Option> options() {
    return List.of(
        Option.config(),
        Configurations.PLUGINS,
        Option.of("--token-file", "FILE", "the token; - for standard input"),
        Option.of("--job-token-file", "FILE", "the job's own CI token, where liveness needs it"),
        Option.of("--target", "NAME", "the target it is to reach"),
        Option.of("--listener", "NAME", "the listener it would come in by; the first unless set"));
  }

  @Override
  public List<String> notes() {
    return List.of(
        "Nothing is bound, dialled or recorded, and the job is not asked for. The output tells"
            + " what",
        "the rules say: it is for operators. In GitLab a job hands its token over with",
        "  drawbridge explain -c FILE --target NAME --token-file - <<< \"$DRAWBRIDGE_TOKEN\"");
  }

  @Override
  public int run(Arguments arguments, Console console)
      throws CommandException, InterruptedException {
    Configuration configuration = Configurations.read(arguments.noWords(), console);
    String target = arguments.required("--target");
    Secret token = secret(arguments.required("--token-file"), console);
    Credentials presented = Credentials.of(token);
    if (arguments.has("--job-token-file")) {
      presented =
          presented.withCompanion("job", secret(arguments.required("--job-token-file"), console));
    }
    Configurations.hush(configuration);
    try (Inspection inspection = configuration.builder().inspect()) {
      Peer peer = peer(arguments, inspection);
      new TokenView(Instant.now(), console.out()).print(token);
      return print(inspection.explain(presented, target, peer), console).number();
    } catch (InvalidSettingsException e) {
      throw new CommandException(ExitCode.CONFIGURATION, e.getMessage());
    }
  }

  /** A caller on this machine, by the listener that is named or by the first. */
  private static Peer peer(Arguments arguments, Inspection inspection) throws CommandException {
    Map<String, Boolean> listeners = inspection.listeners();
    Optional<String> named = arguments.value("--listener");
    String listener = named.orElseGet(() -> listeners.keySet().iterator().next());
    if (!listeners.containsKey(listener)) {
      throw new CommandException(
          ExitCode.USAGE,
          "no listener is called " + listener + Nearest.hint(listener, listeners.keySet()));
    }
    return new Peer(InetAddress.getLoopbackAddress(), 0, listener, listeners.get(listener));
  }

  private static ExitCode print(Inspection.Explanation explanation, Console console) {
    console.out().println("decision");
    explanation.steps().forEach(step -> console.out().println(line(step)));
    if (explanation.granted()) {
      console.out().println("granted; a gateway would now ask for the job and dial the target");
      return ExitCode.DONE;
    }
    console.out().println("refused");
    explanation.next().forEach(next -> console.out().println("next: " + OneLine.of(next)));
    return ExitCode.REFUSED;
  }

  private static Secret secret(String file, Console console) throws CommandException {
    try {
      byte[] bytes;
      if (file.equals("-")) {
        bytes = console.in().readNBytes(LONGEST + 1);
      } else {
        try (var in = Files.newInputStream(Path.of(file))) {
          bytes = in.readNBytes(LONGEST + 1);
        }
      }
      String text = new String(bytes, StandardCharsets.UTF_8).strip();
      if (text.isEmpty() || bytes.length > LONGEST) {
        String what = text.isEmpty() ? "empty" : "longer than any token";
        throw new CommandException(ExitCode.USAGE, "the token in " + file + " is " + what);
      }
      return Secret.of(text);
    } catch (IOException | InvalidPathException e) {
      throw new CommandException(ExitCode.USAGE, "cannot read " + file + ": " + e.getMessage());
    }
  }

  private static String line(Inspection.Step step) {
    String mark =
        switch (step.outcome()) {
          case HELD -> "  ok    ";
          case FAILED -> "  FAIL  ";
          case NOTE -> "        ";
        };
    return mark + "  ".repeat(step.depth()) + OneLine.of(step.text());
  }
}
