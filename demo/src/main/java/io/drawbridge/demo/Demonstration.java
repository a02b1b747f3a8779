// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The scenes, in order. */
final class Demonstration {
  private static final String AUDIENCE = "https://drawbridge.example.com";
  private static final long PROJECT = 4217;

  /** The interval of the generated configuration, and two seconds for the closing. */
  private static final Duration BOUND = Duration.ofSeconds(4);

  private final Narration narration;
  private final Path home;
  private final Path directory;
  private String door;

  /**
   * A demonstration.
   *
   * @param home the directory of the distribution, with {@code lib} and {@code plugins}
   * @param directory an empty directory of its own
   */
  Demonstration(Narration narration, Path home, Path directory) {
    this.narration = narration;
    this.home = home;
    this.directory = directory;
  }

  void play() throws Exception {
    Path place = Files.createDirectory(directory.resolve("gateway"));
    try (StandInGitLab gitlab = new StandInGitLab();
        StandInGitLab foreign = new StandInGitLab();
        ToyDatabase database = new ToyDatabase();
        GatewayProcess gateway =
            GatewayProcess.start(home, place, gitlab, AUDIENCE, database.port())) {
      door = "orders-db:" + database.port();
      narration.scene("The stage");
      narration.say("a stand-in GitLab        " + gitlab.url());
      narration.say("a toy database           127.0.0.1:" + database.port());
      narration.say(
          "the gateway, process " + gateway.process().pid() + "   127.0.0.1:" + gateway.port());
      narration.say("its one rule: project 4217, on protected refs, may reach orders-db");
      if (!gateway.awaitReady()) {
        narration.expect(false, "the gateway is ready");
        gateway.printed().lines().forEach(line -> narration.quote("gateway", line));
        return;
      }
      narration.expect(true, "the gateway is ready");
      played(gitlab, foreign, database, gateway);
    }
  }

  private void played(
      StandInGitLab gitlab, StandInGitLab foreign, ToyDatabase database, GatewayProcess gateway)
      throws Exception {
    Job job = gitlab.start(PROJECT, "shop/orders");
    String token = gitlab.idToken(job, AUDIENCE, Duration.ZERO);
    try (Visit visit = Visit.to(gateway.port(), door, token)) {
      letIn(job, visit);
      if (visit.status() == 200) {
        refusals(gitlab, foreign, database, gateway);
        cancelled(gitlab, gateway, job, token, visit);
      }
      audit(gateway, visit.session());
    }
    narration.scene("The end");
    Optional<Integer> exit = gateway.stop();
    narration.expect(
        exit.equals(Optional.of(0)), "asked to stop, the gateway ended with exit code 0");
  }

  private void letIn(Job job, Visit visit) throws IOException {
    narration.scene("Job " + job.id() + " of shop/orders asks the database something");
    narration.expect(visit.status() == 200, "the gateway answers 200, session " + visit.session());
    if (visit.status() != 200) {
      narration.quote("gateway", visit.explanation());
      return;
    }
    String answer = visit.query(ToyDatabase.QUERY);
    narration.quote("job     ", ToyDatabase.QUERY);
    narration.quote("database", answer);
    narration.expect(answer.equals(ToyDatabase.ANSWER), "the answer came back through the tunnel");
  }

  private void refusals(
      StandInGitLab gitlab, StandInGitLab foreign, ToyDatabase database, GatewayProcess gateway)
      throws IOException, GeneralSecurityException {
    narration.scene("Three that are not let in, and why");
    Job other = gitlab.start(99, "attic/experiment");
    refused(
        gateway, "a job of another project", gitlab.idToken(other, AUDIENCE, Duration.ZERO), 403);
    Job late = gitlab.start(PROJECT, "shop/orders");
    refused(
        gateway, "a token that expired", gitlab.idToken(late, AUDIENCE, Duration.ofHours(2)), 407);
    Job stranger = foreign.start(PROJECT, "shop/orders");
    refused(
        gateway,
        "a token of another GitLab",
        foreign.idToken(stranger, AUDIENCE, Duration.ZERO),
        407);
    narration.expect(
        database.connections() == 1, "the database has seen one connection, the granted one");
  }

  private void refused(GatewayProcess gateway, String who, String token, int status)
      throws IOException {
    try (Visit visit = Visit.to(gateway.port(), door, token)) {
      narration.expect(visit.status() == status, who + " is answered " + visit.status());
      narration.quote("gateway", visit.status() == 200 ? "(let in)" : visit.explanation());
    }
  }

  private void cancelled(
      StandInGitLab gitlab, GatewayProcess gateway, Job job, String token, Visit visit)
      throws IOException {
    narration.scene("Somebody cancels job " + job.id() + " while its tunnel is open");
    narration.expect(
        visit.query(ToyDatabase.QUERY).equals(ToyDatabase.ANSWER), "the tunnel still answers");
    job.cancel();
    Duration delay = visit.awaitEnd();
    narration.expect(
        delay.compareTo(BOUND) < 0,
        "the tunnel was gone %.1f s after the job ended (the gateway asks every 2 s)"
            .formatted(delay.toMillis() / 1000.0));
    refused(gateway, "the ended job, asking again with its still valid token,", token, 403);
  }

  private static boolean closed(List<String> audit, String session) {
    return audit.stream().anyMatch(line -> line.contains(session) && line.contains("JOB_ENDED"));
  }

  private static long refusals(List<String> audit) {
    return audit.stream().filter(line -> AuditLine.refusal(line).isPresent()).count();
  }

  private void audit(GatewayProcess gateway, String session) throws Exception {
    narration.scene("What the audit says of all that");
    // A refusal is recorded after it was told.
    Waiting.until(
        Duration.ofSeconds(3),
        () -> closed(gateway.audit(), session) && refusals(gateway.audit()) >= 4);
    List<String> lines = gateway.audit();
    lines.forEach(line -> narration.say(AuditLine.shorten(line)));
    narration.expect(closed(lines, session), "the tunnel's end is recorded as JOB_ENDED");
    long refusals = refusals(lines);
    narration.expect(refusals == 4, "every refusal is recorded: " + refusals + " of 4");
  }
}
