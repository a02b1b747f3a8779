// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.demo;

import java.time.Instant;
import java.util.UUID;

/** A CI job of the stand-in GitLab. What it writes as JSON needs no escaping. */
final class Job {
  private static final String CLAIMS =
      """
      {"namespace_id": "72", "namespace_path": "%1$s",
       "project_id": "%2$d", "project_path": "%3$s",
       "job_namespace_id": "72", "job_namespace_path": "%1$s",
       "job_project_id": "%2$d", "job_project_path": "%3$s",
       "user_id": "1", "user_login": "sample-user",
       "user_email": "sample-user@example.com", "user_access_level": "developer",
       "pipeline_id": "%4$d", "pipeline_source": "push",
       "job_id": "%5$d", "job_source": "push",
       "ref": "main", "ref_type": "branch", "ref_path": "refs/heads/main", "ref_protected": "true",
       "runner_id": 1, "runner_environment": "self-hosted",
       "sha": "714a629c0b401fdce83e847fc9589983fc6f46bc", "project_visibility": "private",
       "ci_config_ref_uri": "127.0.0.1/%3$s//.gitlab-ci.yml@refs/heads/main",
       "ci_config_sha": "714a629c0b401fdce83e847fc9589983fc6f46bc",
       "jti": "%6$s", "iss": "%7$s", "iat": %8$d, "nbf": %9$d, "exp": %10$d,
       "sub": "project_path:%3$s:ref_type:branch:ref:main", "aud": "%11$s"}
      """;

  private final long id;
  private final long project;
  private final String path;
  private volatile boolean running = true;

  Job(long id, long project, String path) {
    this.id = id;
    this.project = project;
    this.path = path;
  }

  long id() {
    return id;
  }

  long project() {
    return project;
  }

  boolean running() {
    return running;
  }

  void cancel() {
    running = false;
  }

  /**
   * The claims of an ID token that GitLab makes for this job, on the protected branch main, good
   * for an hour.
   */
  String claims(String issuer, String audience, Instant issued) {
    long time = issued.getEpochSecond();
    return CLAIMS.formatted(
        path.substring(0, path.indexOf('/')),
        project,
        path,
        id / 10,
        id,
        UUID.randomUUID(),
        issuer,
        time,
        time - 5,
        time + 3600,
        audience);
  }

  /** The job as GitLab's job API shows it, shortened to what a reader of it may need. */
  String json() {
    return """
    {"id": %1$d, "status": "%2$s", "stage": "test", "name": "orders-report", "ref": "main",
     "tag": false, "user": {"id": 1, "username": "sample-user"},
     "pipeline": {"id": %3$d, "project_id": %4$d, "ref": "main", "status": "%2$s",
      "sha": "714a629c0b401fdce83e847fc9589983fc6f46bc"}}
    """
        .formatted(id, running ? "running" : "canceled", id / 10, project);
  }
}
