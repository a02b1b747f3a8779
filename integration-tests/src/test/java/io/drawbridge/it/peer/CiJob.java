// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.it.peer;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** A job of the stand-in GitLab: what its ID token claims, and what the jobs API says of it. */
public final class CiJob {
  private static final String SHA = "f6b1e7a9d0c3458f2b7a6e5d4c3b2a1908f7e6d5";

  private final long id;
  private final long project;
  private final String path;
  private final String token = "glcbt-64_" + UUID.randomUUID().toString().replace("-", "");
  private volatile String status = "running";

  CiJob(long id, long project, String path) {
    this.id = id;
    this.project = project;
    this.path = path;
  }

  /** Its id. */
  public long id() {
    return id;
  }

  /** The project it runs in. */
  public long project() {
    return project;
  }

  /** Its CI_JOB_TOKEN. */
  public String token() {
    return token;
  }

  /** Gives it another status, as GitLab spells it: success, failed, canceling, canceled. */
  public void become(String next) {
    status = next;
  }

  boolean executes() {
    return status.equals("running") || status.equals("canceling");
  }

  Map<String, Object> claims(String issuer, String audience, Instant issued, Instant expires) {
    String namespace = path.substring(0, path.indexOf('/'));
    Map<String, Object> claims = new LinkedHashMap<>();
    claims.put("namespace_id", "31");
    claims.put("namespace_path", namespace);
    claims.put("project_id", "" + project);
    claims.put("project_path", path);
    claims.put("job_namespace_id", "31");
    claims.put("job_namespace_path", namespace);
    claims.put("job_project_id", "" + project);
    claims.put("job_project_path", path);
    claims.put("user_id", "12");
    claims.put("user_login", "dana");
    claims.put("user_email", "dana@example.com");
    claims.put("user_access_level", "maintainer");
    claims.put("pipeline_id", "" + pipeline());
    claims.put("pipeline_source", "push");
    claims.put("job_id", "" + id);
    claims.put("ref", "main");
    claims.put("ref_type", "branch");
    claims.put("ref_path", "refs/heads/main");
    claims.put("ref_protected", "true");
    claims.put("groups_direct", List.of("shop", "shop/backend"));
    claims.put("runner_id", 4);
    claims.put("runner_environment", "self-hosted");
    claims.put("sha", SHA);
    claims.put("project_visibility", "internal");
    claims.put("ci_config_ref_uri", "127.0.0.1/" + path + "//.gitlab-ci.yml@refs/heads/main");
    claims.put("ci_config_sha", SHA);
    claims.put("jti", UUID.randomUUID().toString());
    claims.put("iat", issued.getEpochSecond());
    claims.put("nbf", issued.getEpochSecond() - 5);
    claims.put("exp", expires.getEpochSecond());
    claims.put("iss", issuer);
    claims.put("sub", "project_path:" + path + ":ref_type:branch:ref:main");
    claims.put("aud", audience);
    return claims;
  }

  private long pipeline() {
    return id / 100;
  }

  /** The members that GitLab's page on the jobs API shows, those that matter filled in. */
  Map<String, Object> json() {
    Map<String, Object> pipeline = new LinkedHashMap<>();
    pipeline.put("id", pipeline());
    pipeline.put("project_id", project);
    pipeline.put("ref", "main");
    pipeline.put("sha", SHA);
    pipeline.put("status", "running");
    Map<String, Object> job = new LinkedHashMap<>();
    job.put("id", id);
    job.put("status", status);
    job.put("stage", "test");
    job.put("name", "integration");
    job.put("ref", "main");
    job.put("tag", false);
    job.put("coverage", null);
    job.put("allow_failure", false);
    job.put("created_at", "2026-11-02T08:00:00.000Z");
    job.put("started_at", "2026-11-02T08:00:05.000Z");
    job.put("finished_at", executes() ? null : "2026-11-02T08:10:05.000Z");
    job.put("user", Map.of("id", 12, "username", "dana", "state", "active"));
    job.put("commit", Map.of("id", SHA, "title", "Count the orders"));
    job.put("pipeline", pipeline);
    job.put("web_url", "http://127.0.0.1/" + path + "/-/jobs/" + id);
    job.put("project", Map.of("ci_job_token_scope_enabled", false));
    job.put("artifacts", List.of());
    return job;
  }
}
