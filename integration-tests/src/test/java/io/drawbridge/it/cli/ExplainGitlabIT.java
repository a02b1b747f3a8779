// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.it.cli;

import io.drawbridge.it.harness.Command.Result;
import io.drawbridge.it.harness.Configuration;
import io.drawbridge.it.harness.Scene;
import io.drawbridge.it.peer.JobToken;
import io.drawbridge.it.peer.StandInGitLab;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Each check of a GitLab ID token, line by line, and what its users are told to do next. */
class ExplainGitlabIT extends ExplainFixture {
  @Test
  void gitlab() throws IOException {
    try (StandInGitLab gitlab = new StandInGitLab()) {
      Configuration configuration = Scene.withGitLab(directory, gitlab, "token-expiry", 5432);
      JobToken token = gitlab.idToken(gitlab.job(Scene.PROJECT), "https://else.test");
      token.claim("iat", NOW - 3720).claim("nbf", NOW - 3725).claim("exp", NOW - 300);
      token.claim("job_project_id", "7");
      Result result = explain(configuration, token.text());
      assertShows(
          result,
          "decision",
          "        authentication by gitlab",
          "  ok      format: a signed token of N characters",
          "  ok      issuer: \"" + gitlab.url() + "\"",
          "  ok      header: none of jku, x5u, jwk, x5c, crit, b64, zip, enc",
          "  ok      algorithm: RS256",
          "  ok      type: JWT",
          "  ok      key name: \"" + gitlab.key().id() + "\"",
          "  FAIL    audience: the token is for \"https://else.test\", not for \""
              + Scene.AUDIENCE
              + "\" alone: let the job ask for a token with exactly this aud",
          "  ok      purpose: it has no secrets_manager_scope",
          "  ok      claims: it says its sub, jti, nbf, project_id, project_path, namespace_id,"
              + " pipeline_id, job_id, ref, ref_type, ref_protected",
          "  FAIL    expiry: the token expired SPAN ago; a GitLab ID token lives as long as its"
              + " job's timeout, and a job gets it when it starts",
          "  ok      start: TIME, SPAN ago",
          "  ok      issued: TIME, SPAN ago",
          "  ok      life: SPAN; at most SPAN is accepted (max_age)",
          "  ok      key: the issuer publishes \"" + gitlab.key().id() + "\"",
          "  ok      signature: it fits the token's content",
          "          clock: this machine's clock agrees with the issuer's",
          "  ok      ids: each is one",
          "  ok      ref type: branch",
          "  FAIL    fork: the pipeline runs code of another project (project_id is 4217,"
              + " job_project_id is 7); pipelines of forks are refused unless allow_forks is set");
      assertNext(
          result,
          "declare the token with this audience alone: id_tokens: { DRAWBRIDGE_TOKEN: { aud: "
              + Scene.AUDIENCE
              + " } }",
          "expired SPAN ago: GitLab tokens live as long as the job's timeout; take that of a job"
              + " that still runs, or give the job a longer timeout",
          "run the pipeline in the parent project, or set allow_forks if code of strangers may"
              + " reach the target");
    }
  }
}
