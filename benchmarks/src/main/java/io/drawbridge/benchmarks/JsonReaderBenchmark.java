// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.benchmarks;

import io.drawbridge.json.JsonLimits;
import io.drawbridge.json.JsonReader;
import io.drawbridge.json.MalformedJsonException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.OutputTimeUnit;

/** What reading the claims of one GitLab ID token costs: part of every handshake that has one. */
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
public class JsonReaderBenchmark extends StandardRun {
  /** The members and sizes of GitLab's own example of a decoded ID token. */
  private static final byte[] CLAIMS =
      """
      {"namespace_id":"72","namespace_path":"my-group","project_id":"20",
       "project_path":"my-group/my-project","user_id":"1","user_login":"sample-user",
       "user_email":"sample-user@example.com","user_access_level":"developer",
       "user_identities":[{"provider":"github","extern_uid":"2435223452345"}],
       "pipeline_id":"574","pipeline_source":"push","job_id":"302","ref":"feature-branch-1",
       "ref_type":"branch","ref_path":"refs/heads/feature-branch-1","ref_protected":"false",
       "environment":"test-environment2","environment_protected":"false",
       "deployment_tier":"testing","environment_action":"start","runner_id":1,
       "runner_environment":"self-hosted","sha":"714a629c0b401fdce83e847fc9589983fc6f46bc",
       "project_visibility":"public",
       "ci_config_ref_uri":"gitlab.example.com/my-group/my-project//.gitlab-ci.yml@refs/heads/main",
       "ci_config_sha":"714a629c0b401fdce83e847fc9589983fc6f46bc",
       "jti":"235b3a54-b797-45c7-ae9a-f72d7bc6ef5b","iss":"https://gitlab.example.com",
       "iat":1681395193,"nbf":1681395188,"exp":1681398793,
       "sub":"project_path:my-group/my-project:ref_type:branch:ref:feature-branch-1",
       "aud":"https://vault.example.com"}
      """
          .getBytes(StandardCharsets.UTF_8);

  /** Returns the members read, so that the work cannot be optimised away. */
  @Benchmark
  public Map<String, Object> claims() throws MalformedJsonException {
    return JsonReader.readObject(CLAIMS, JsonLimits.STANDARD);
  }
}
