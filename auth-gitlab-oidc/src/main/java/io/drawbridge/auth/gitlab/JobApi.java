// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.auth.gitlab;

import io.drawbridge.auth.Environment;
import io.drawbridge.auth.Liveness.State;
import io.drawbridge.auth.Secret;
import io.drawbridge.auth.WebClient;
import io.drawbridge.auth.WebRequest;
import io.drawbridge.auth.WebResponse;
import io.drawbridge.common.LatestEntries;
import io.drawbridge.common.Pace;
import io.drawbridge.json.JsonLimits;
import io.drawbridge.json.JsonReader;
import io.drawbridge.json.MalformedJsonException;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Asks GitLab's Jobs API about one job. When GitLab says that it is asked too often (429), nothing
 * more is sent with that token until the time it gives has passed: GitLab counts by the user of the
 * token, so that one job's token says nothing about another's. Safe for concurrent use.
 */
final class JobApi {
  /** In bytes. GitLab's own example has 4 KB; a job with many artifacts has some tens. */
  private static final int MAX_BODY = 256 * 1024;

  /** GitLab counts by the minute; without a word from it, half of one is waited. */
  private static final Duration DEFAULT_PAUSE = Duration.ofSeconds(30);

  private static final Duration ASK_AGAIN = Duration.ofMinutes(1);

  /** A longer wish would, by mistake or malice, shut every job out for that long. */
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(10);

  /** Of how many jobs' tokens a pause is kept; one that is forgotten costs one question more. */
  private static final int MOST_PAUSES = 10_000;

  /** The key under which the pause of the gateway's own token is kept; no job's is empty. */
  private static final String GATEWAY = "";

  /** GitLab's words for a status (Jobs API, "scope") have this form. */
  private static final Pattern STATUS = Pattern.compile("[a-z_]{1,64}");

  private final WebClient web;
  private final String base;
  private final Duration deadline;
  private volatile TokenAnswer tokenAnswer = new TokenAnswer(Secret.of(""), 0, Instant.EPOCH);
  private final InstantSource clock;
  private final System.Logger logger;
  private final Pace pace;

  /** By whose token. */
  private final Map<String, Instant> quietUntil =
      Collections.synchronizedMap(new LatestEntries<>(MOST_PAUSES));

  /** Below an address like {@code https://gitlab.example.com/api/v4}. */
  JobApi(Environment environment, URI api, Duration deadline) {
    this.web = environment.web();
    this.clock = environment.clock();
    this.logger = environment.logger();
    this.pace = Pace.ofMinutes(clock);
    String text = api.toString();
    this.base = text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
    this.deadline = deadline;
  }

  Duration deadline() {
    return deadline;
  }

  /**
   * That nothing is known, and what an operator must hear about it: at once, and again every minute
   * while it lasts, but not with every poll of every job.
   */
  State unknown(Level level, String why) {
    if (pace.admits(why)) {
      logger.log(level, why);
    }
    return State.UNKNOWN;
  }

  /** The job as someone with read access to its project sees it. */
  JobAnswer asReader(Job job, Secret token) throws InterruptedException {
    // Both ids are digits only, so that they cannot lead to another path.
    return ask("/projects/" + job.project() + "/jobs/" + job.id(), "PRIVATE-TOKEN", token, GATEWAY);
  }

  /** The job that a job's own token belongs to, which GitLab answers only while it runs. */
  JobAnswer asJob(Job job, Secret jobToken) throws InterruptedException {
    return ask("/job", "JOB-TOKEN", jobToken, job.key());
  }

  /**
   * How GitLab refuses the token itself, if it does: 401, or 403 where its scope is too small. One
   * that it has taken is not asked about again, until it is refused for a job; one that it refuses
   * once a minute.
   */
  Optional<Integer> refusal(Secret token) throws InterruptedException {
    TokenAnswer last = tokenAnswer;
    Instant now = clock.instant();
    boolean known = last.token.equals(token) && last.counts(now);
    if (!known && !isPaused(GATEWAY)) {
      try {
        int status = web.send(request("/version", "PRIVATE-TOKEN", token)).status();
        last = new TokenAnswer(token, status, now);
        tokenAnswer = last;
      } catch (IOException _) {
        // That GitLab does not answer says nothing about the token.
        return Optional.empty();
      }
    }
    return last.isRefusal() && last.token.equals(token)
        ? Optional.of(last.status)
        : Optional.empty();
  }

  private record TokenAnswer(Secret token, int status, Instant at) {
    boolean isRefusal() {
      return status == 401 || status == 403;
    }

    boolean counts(Instant now) {
      return status < 500 && !isRefusal()
          || Duration.between(at, now).abs().compareTo(ASK_AGAIN) < 0;
    }
  }

  private WebRequest request(String path, String header, Secret token) {
    return WebRequest.get(URI.create(base + path))
        .withHeader(header, token)
        .withDeadline(deadline)
        .withMaxBody(MAX_BODY);
  }

  private JobAnswer ask(String path, String header, Secret token, String whose)
      throws InterruptedException {
    if (isPaused(whose)) {
      return new JobAnswer.Silent("GitLab asked to wait (429)");
    }
    WebResponse answer;
    try {
      answer = web.send(request(path, header, token));
    } catch (IOException e) {
      return new JobAnswer.Silent(e.getMessage());
    }
    return switch (answer.status()) {
      case 200 -> described(answer);
      case 401, 403, 404 -> {
        if (answer.status() == 401 && whose.equals(GATEWAY)) {
          tokenAnswer = new TokenAnswer(token, 401, clock.instant());
        }
        yield new JobAnswer.Refused(answer.status());
      }
      case 429 -> {
        Instant until = clock.instant().plus(pause(answer.header("retry-after")));
        quietUntil.put(whose, until);
        yield new JobAnswer.Silent("GitLab asked to wait (429)");
      }
      default -> new JobAnswer.Silent("GitLab answered " + answer.status());
    };
  }

  private boolean isPaused(String whose) {
    Instant until = Objects.requireNonNullElse(quietUntil.get(whose), Instant.EPOCH);
    Duration pause = Duration.between(clock.instant(), until);
    // A clock that was set back must not prolong it.
    return pause.isPositive() && pause.compareTo(LONGEST_PAUSE) <= 0;
  }

  /** Reads {@code Retry-After} in both its forms (RFC 9110, section 10.2.3). */
  private Duration pause(Optional<String> retryAfter) {
    String text = retryAfter.orElse("").strip();
    Duration wish = DEFAULT_PAUSE;
    if (text.matches("[0-9]{1,9}")) {
      wish = Duration.ofSeconds(Long.parseLong(text));
    } else if (!text.isEmpty()) {
      try {
        Instant when = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
        wish = Duration.between(clock.instant(), when);
      } catch (DateTimeException _) {
        // Not readable: the default.
      }
    }
    if (wish.isNegative()) {
      return Duration.ZERO;
    }
    return wish.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : wish;
  }

  private static JobAnswer described(WebResponse answer) {
    try {
      Map<String, Object> job = JsonReader.readObject(answer.body(), JsonLimits.STANDARD);
      if (job.get("id") instanceof Long id
          && job.get("status") instanceof String status
          && STATUS.matcher(status).matches()
          && job.get("pipeline") instanceof Map<?, ?> pipeline
          && pipeline.get("id") instanceof Long pipelineId
          && pipeline.get("project_id") instanceof Long project) {
        return new JobAnswer.Described(
            new Job(project.toString(), pipelineId.toString(), id.toString()), status);
      }
      return new JobAnswer.Silent("GitLab's answer describes no job");
    } catch (MalformedJsonException e) {
      return new JobAnswer.Silent("GitLab's answer is not JSON: " + e.getMessage());
    }
  }

  @Override
  public String toString() {
    return "JobApi[" + base + "]";
  }
}
