// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.auth.aws;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A role or a user of AWS, under one name whichever way AWS tells it (IAM User Guide, "IAM
 * identifiers"). The answer about a running session leaves out the role's path, so paths are left
 * out everywhere: names are unique in an account without them.
 *
 * @param session the session's name, which its caller chose freely; empty if there is none
 */
record Principal(String partition, String account, Kind kind, String name, String session) {
  /** What a principal can be. Roots and federated users are none: nobody runs jobs as them. */
  enum Kind {
    ROLE,
    USER;

    /** As it stands in an ARN, and in a claim's name. */
    String text() {
      return this == ROLE ? "role" : "user";
    }
  }

  /** In characters (IAM quotas); a name has 64 of them, and a session's name 2 to 64. */
  private static final int LONGEST = 2_048;

  private static final String OWNER = "arn:(" + Partition.ids() + "):%s::([0-9]{12}):";
  private static final String NAME = "([A-Za-z0-9_+=,.@-]{1,64})";
  private static final Pattern SESSION =
      Pattern.compile(
          OWNER.formatted("sts") + "assumed-role/" + NAME + "/([A-Za-z0-9_+=,.@-]{2,64})");
  private static final Pattern NAMED =
      Pattern.compile(OWNER.formatted("iam") + "(role|user)/(?:[!-9;-~]*/)?" + NAME);

  private static final Pattern ID = Pattern.compile("[A-Za-z0-9]{16,128}");

  /** The caller that STS tells: the session of a role, or a user. */
  static Optional<Principal> ofCaller(String arn) {
    Matcher session = SESSION.matcher(bounded(arn));
    if (session.matches()) {
      return Optional.of(
          new Principal(
              session.group(1), session.group(2), Kind.ROLE, session.group(3), session.group(4)));
    }
    // STS never answers with a role itself; what looks like one is something else.
    return ofName(arn).filter(principal -> principal.kind == Kind.USER);
  }

  /** A role or user by its own ARN, with or without a path. */
  static Optional<Principal> ofName(String arn) {
    Matcher named = NAMED.matcher(bounded(arn));
    if (!named.matches()) {
      return Optional.empty();
    }
    Kind kind = named.group(3).equals("role") ? Kind.ROLE : Kind.USER;
    return Optional.of(new Principal(named.group(1), named.group(2), kind, named.group(4), ""));
  }

  private static String bounded(String arn) {
    return arn.length() > LONGEST ? "" : arn;
  }

  /** Its ARN without path and session. */
  String arn() {
    return "arn:" + partition + ":iam::" + account + ":" + kind.text() + "/" + name;
  }

  /**
   * AWS's own id of it, which a later role of the same name does not have, out of the id of a
   * caller; empty if that does not fit. The session's name is cut off: its caller chose it.
   */
  String id(String userId) {
    String end = session.isEmpty() ? "" : ":" + session;
    String id = userId.endsWith(end) ? userId.substring(0, userId.length() - end.length()) : "";
    return ID.matcher(id).matches() ? id : "";
  }
}
