// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.demo;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** A CI job of the stand-in GitLab. */
final class Job {
  /** What GitLab calls the states that matter here. */
  enum Status {
    /** A runner works on it. */
    RUNNING,
    /** It ended well. */
    SUCCESS,
    /** Somebody cancelled it. */
    CANCELED;

    /** As GitLab's API spells it. */
    String text() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  private final long id;
  private final long project;
  private final String path;
  private volatile Status status = Status.RUNNING;

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

  Status status() {
    return status;
  }

  void become(Status next) {
    status = next;
  }

  /** The claims of an ID token that GitLab makes for this job, on the protected branch main. */
  Map<String, Object> claims(String issuer, String audience, Instant issued, Instant expires) {
    String namespace = path.substring(0, path.indexOf('/'));
    Map<String, Object> claims = new LinkedHashMap<>();
    for (String prefix : List.of("", "job_")) {
      claims.put(prefix + "namespace_id", "72");
      claims.put(prefix + "namespace_path", namespace);
      claims.put(prefix + "project_id", Long.toString(project));
      claims.put(prefix + "project_path", path);
    }
    claims.put("user_id", "1");
    claims.put("user_login", "sample-user");
    claims.put("user_email", "sample-user@example.com");
    claims.put("user_access_level", "developer");
    claims.put("pipeline_id", Long.toString(id / 10));
    claims.put("pipeline_source", "push");
    claims.put("job_id", Long.toString(id));
    claims.put("job_source", "push");
    claims.put("ref", "main");
    claims.put("ref_type", "branch");
    claims.put("ref_path", "refs/heads/main");
    claims.put("ref_protected", "true");
    claims.put("runner_id", 1);
    claims.put("runner_environment", "self-hosted");
    claims.put("sha", "714a629c0b401fdce83e847fc9589983fc6f46bc");
    claims.put("project_visibility", "private");
    claims.put("ci_config_ref_uri", "127.0.0.1/" + path + "//.gitlab-ci.yml@refs/heads/main");
    claims.put("ci_config_sha", "714a629c0b401fdce83e847fc9589983fc6f46bc");
    claims.put("jti", UUID.randomUUID().toString());
    claims.put("iss", issuer);
    claims.put("iat", issued.getEpochSecond());
    claims.put("nbf", issued.getEpochSecond() - 5);
    claims.put("exp", expires.getEpochSecond());
    claims.put("sub", "project_path:" + path + ":ref_type:branch:ref:main");
    claims.put("aud", audience);
    return claims;
  }

  /** The job as GitLab's job API shows it, shortened to what a reader of it may need. */
  String json() {
    Map<String, Object> pipeline = new LinkedHashMap<>();
    pipeline.put("id", id / 10);
    pipeline.put("project_id", project);
    pipeline.put("ref", "main");
    pipeline.put("sha", "714a629c0b401fdce83e847fc9589983fc6f46bc");
    pipeline.put("status", status.text());
    Map<String, Object> job = new LinkedHashMap<>();
    job.put("id", id);
    job.put("status", status.text());
    job.put("stage", "test");
    job.put("name", "orders-report");
    job.put("ref", "main");
    job.put("tag", false);
    job.put("pipeline", pipeline);
    job.put("user", Map.of("id", 1, "username", "sample-user"));
    return JsonText.of(job);
  }
}
