// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.cli;

import io.drawbridge.Inspection;
import io.drawbridge.auth.Credentials;
import io.drawbridge.auth.InvalidSettingsException;
import io.drawbridge.auth.Peer;
import io.drawbridge.auth.Secret;
import io.drawbridge.config.Configuration;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

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
        Option.of("--listener", "NAME", "the listener it would come in by"));
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
    TokenView.print(token, console.out());
    Peer peer =
        new Peer(
            InetAddress.getLoopbackAddress(),
            0,
            arguments.value("--listener").orElse("explain"),
            true);
    try (Inspection inspection = configuration.builder().inspect()) {
      Inspection.Explanation explanation = inspection.explain(presented, target, peer);
      explanation.steps().forEach(step -> console.out().println(line(step)));
      console.out().println(explanation.granted() ? "=> granted" : "=> refused");
      if (explanation.granted()) {
        console
            .out()
            .println("   (a gateway would also ask whether the job runs, and dial the target)");
      }
      return (explanation.granted() ? ExitCode.DONE : ExitCode.REFUSED).number();
    } catch (InvalidSettingsException e) {
      throw new CommandException(ExitCode.CONFIGURATION, e.getMessage());
    }
  }

  private static Secret secret(String file, Console console) throws CommandException {
    try {
      byte[] bytes;
      if (file.equals("-")) {
        bytes = console.in().readNBytes(LONGEST);
      } else {
        try (var in = Files.newInputStream(Path.of(file))) {
          bytes = in.readNBytes(LONGEST);
        }
      }
      return Secret.of(new String(bytes, java.nio.charset.StandardCharsets.UTF_8).strip());
    } catch (IOException e) {
      throw new CommandException(ExitCode.USAGE, "cannot read " + file + ": " + e.getMessage());
    }
  }

  private static String line(Inspection.Step step) {
    String mark =
        switch (step.outcome()) {
          case HELD -> "  ok   ";
          case FAILED -> "  FAIL ";
          case NOTE -> "       ";
        };
    return mark + "  ".repeat(step.depth()) + step.text();
  }
}
