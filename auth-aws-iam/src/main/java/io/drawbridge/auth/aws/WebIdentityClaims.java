// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.auth.aws;

import java.util.List;
import java.util.Map;

/**
 * What AWS says about a principal inside a token, in names that rules can use. Only known members
 * are taken: of one that AWS adds later nobody knows yet who may choose its value.
 */
final class WebIdentityClaims {
  /** The claim that holds all of it (IAM User Guide, "Understanding token claims"). */
  static final String OBJECT = "https://sts.amazonaws.com/";

  /** Chosen by whoever asked for the token. */
  private static final String REQUEST_TAGS = "request_tags";

  private static final List<String> MEMBERS =
      List.of(
          "org_id",
          "ou_path",
          "source_region",
          "source_identity",
          "original_session_exp",
          "federated_provider",
          "identity_store_user_id",
          "identity_store_arn",
          "ec2_source_instance_arn",
          "ec2_instance_source_vpc",
          "ec2_instance_source_private_ipv4",
          "ec2_role_delivery",
          "lambda_source_function_arn",
          "glue_credential_issuing_service");

  private WebIdentityClaims() {}

  /** All claims of a principal; a tag is {@code principal_tags.KEY}. */
  static PrincipalClaims of(Principal principal, Map<?, ?> said, boolean requestTags) {
    PrincipalClaims all = PrincipalClaims.of(principal, "web-identity");
    for (String name : MEMBERS) {
      if (said.containsKey(name)) {
        all = all.with(name, said.get(name));
      }
    }
    all = tags(all, "principal_tags.", said.get("principal_tags"));
    return requestTags ? tags(all, "untrusted.request_tags.", said.get(REQUEST_TAGS)) : all;
  }

  private static PrincipalClaims tags(PrincipalClaims claims, String prefix, Object tags) {
    PrincipalClaims all = claims;
    if (tags instanceof Map<?, ?> members) {
      for (Map.Entry<?, ?> tag : members.entrySet()) {
        all = all.with(prefix + tag.getKey(), tag.getValue());
      }
    }
    return all;
  }
}
