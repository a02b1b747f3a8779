// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.auth.gitlab;

import io.drawbridge.auth.Authentication;
import io.drawbridge.auth.Authentication.Reason;
import io.drawbridge.auth.Claims;
import io.drawbridge.auth.jwt.Findings;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The claims of a verified GitLab token, in one shape: ids are texts of digits, whether GitLab
 * wrote a text or a number, and the protection flags are {@code "true"} or {@code "false"}, where
 * anything but true counts as false. Immutable.
 */
final class JobClaims {
  /** What every token of a job says; a token without them is not a job's. */
  static final List<String> REQUIRED =
      List.of(
          "jti",
          "nbf",
          "project_id",
          "project_path",
          "namespace_id",
          "pipeline_id",
          "job_id",
          "ref",
          "ref_type",
          "ref_protected");

  /** GitLab signs tokens for its secrets service with the same key; they carry this. */
  static final String OTHER_PURPOSE = "secrets_manager_scope";

  /** In characters, as long as a path or a ref of GitLab's; a longer text is cut. */
  private static final int LONGEST_LABEL = 256;

  /** Where the code of a pipeline may be a fork's; a child pipeline runs its parent's code. */
  private static final Set<String> MAY_BE_FORKS = Set.of("merge_request_event", "parent_pipeline");

  private static final Pattern ID = Pattern.compile("[1-9][0-9]{0,18}");
  private static final List<String> IDS =
      List.of(
          "project_id",
          "namespace_id",
          "job_project_id",
          "job_namespace_id",
          "source_project_id",
          "source_namespace_id",
          "pipeline_id",
          "job_id",
          "runner_id");
  private static final List<String> FLAGS = List.of("ref_protected", "environment_protected");

  /** Which claims name a job to people, under which label, the most telling first. */
  private static final Map<String, String> LABELS = labelNames();

  private final Map<String, Object> members;

  private JobClaims(Map<String, Object> members) {
    this.members = members;
  }

  private static Map<String, String> labelNames() {
    Map<String, String> names = new LinkedHashMap<>();
    names.put("job", "job_id");
    names.put("project", "project_path");
    names.put("ref", "ref");
    names.put("pipeline", "pipeline_id");
    names.put("user", "user_login");
    names.put("environment", "environment");
    names.put("source", "pipeline_source");
    return names;
  }

  /** The claims, brought into shape. Call {@link #check} before relying on an id. */
  static JobClaims of(Map<String, Object> payload) {
    Map<String, Object> members = new LinkedHashMap<>(payload);
    for (String name : FLAGS) {
      if (members.containsKey(name)) {
        members.put(name, String.valueOf("true".equals(String.valueOf(members.get(name)))));
      }
    }
    for (String name : IDS) {
      if (members.get(name) instanceof Long number) {
        members.put(name, number.toString());
      }
    }
    return new JobClaims(members);
  }

  void check(boolean allowForks, Findings findings) {
    if (findings.take("ids", ids(), () -> "each is one")
        && findings.take("ref type", refType(), () -> String.valueOf(members.get("ref_type")))) {
      Optional<Authentication> fork = allowForks ? Optional.empty() : fork();
      findings.take("fork", fork, () -> allowForks ? "allow_forks is set" : "it is of none");
    }
  }

  private Optional<Authentication> ids() {
    for (String name : IDS) {
      Object value = members.get(name);
      if (value != null && !(value instanceof String text && ID.matcher(text).matches())) {
        return Optional.of(rejected(Reason.MALFORMED, "the token's " + name + " is not an id"));
      }
    }
    return Optional.empty();
  }

  private Optional<Authentication> refType() {
    return "branch".equals(members.get("ref_type")) || "tag".equals(members.get("ref_type"))
        ? Optional.empty()
        : Optional.of(rejected(Reason.MALFORMED, "the token's ref_type is neither branch nor tag"));
  }

  /**
   * A pipeline for a merge request from a fork runs the fork's code in the parent project. GitLab
   * 18.4 and later tell the two apart; before, such a pipeline looks like any other of a merge
   * request, and a child pipeline of it like any other child pipeline, so all of those are refused.
   */
  private Optional<Authentication> fork() {
    Object project = members.get("project_id");
    for (String name : List.of("job_project_id", "source_project_id")) {
      Object other = members.get(name);
      if (other != null && !other.equals(project)) {
        return Optional.of(
            rejected(
                Reason.FORK,
                ("the pipeline runs code of another project (project_id is %s, %s is %s);"
                        + " pipelines of forks are refused unless allow_forks is set")
                    .formatted(project, name, other)));
      }
    }
    if (members.get("job_project_id") != null) {
      return Optional.empty();
    }
    return members.get("pipeline_source") instanceof String source && !MAY_BE_FORKS.contains(source)
        ? Optional.empty()
        : Optional.of(
            rejected(
                Reason.FORK,
                "this GitLab does not say whose code a merge request's pipeline, or a child"
                    + " pipeline, runs (the token has no job_project_id, which GitLab 18.4 adds);"
                    + " it is refused unless allow_forks is set"));
  }

  private Authentication rejected(Reason reason, String explanation) {
    return new Authentication.Rejected(reason, explanation, claims());
  }

  Claims claims() {
    return Claims.of(members);
  }

  Map<String, String> labels() {
    Map<String, String> labels = new LinkedHashMap<>();
    LABELS.forEach(
        (label, claim) -> {
          if (members.get(claim) instanceof String text && !text.isEmpty()) {
            labels.put(label, text.substring(0, Math.min(text.length(), LONGEST_LABEL)));
          }
        });
    return labels;
  }

  Job job() {
    Object running = members.get("job_project_id");
    return new Job(
        (String) (running == null ? members.get("project_id") : running),
        (String) members.get("pipeline_id"),
        (String) members.get("job_id"));
  }
}
