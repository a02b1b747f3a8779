// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.auth.okta;

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

/** The claims of a verified access token. Immutable. */
final class OktaClaims {
  /** Under this name rules find the groups, whatever the token calls them. */
  static final String GROUPS = "groups";

  static final String CLIENT = "client";

  /** Says in words what a missing {@code uid} means: a rule cannot ask for what is not there. */
  static final String SERVICE_APP = "service_app";

  /** Claims that name a client or people. A login name ({@code sub}) can pass to another person. */
  static final Set<String> NAMES = Set.of("cid", GROUPS, "uid");

  /** Claims without which a token is no access token. {@code scp}, a list, is looked at here. */
  static final List<String> REQUIRED = List.of("jti", "cid");

  /** In characters. Okta's own ids have 20; a longer label is cut. */
  private static final int LONGEST_LABEL = 256;

  /** In characters. It is the key of a liveness, which has at most 256. */
  private static final int LONGEST_JTI = 200;

  /** In characters, twice the 255 that the name of a group may have. */
  private static final int LONGEST_ELEMENT = 512;

  private static final Pattern PRINTABLE = Pattern.compile("[!#-~]+");

  private final Map<String, Object> members;
  private final String groupsClaim;

  private OktaClaims(Map<String, Object> members, String groupsClaim) {
    this.members = members;
    this.groupsClaim = groupsClaim;
  }

  /** The claims of a token. Call {@link #check} before relying on anything. */
  static OktaClaims of(Map<String, Object> payload, String groupsClaim) {
    Map<String, Object> members = new LinkedHashMap<>(payload);
    Object groups = members.get(groupsClaim);
    if (groups == null) {
      // A claim that is called groups by chance must not be taken for the one that was meant.
      members.remove(GROUPS);
    } else {
      members.put(GROUPS, groups instanceof String one ? List.of(one) : groups);
    }
    members.put(SERVICE_APP, !members.containsKey("uid"));
    return new OktaClaims(members, groupsClaim);
  }

  /** Notes why the token is refused although it is genuine, if it is; no clients means any. */
  void check(Set<String> clients, Findings findings) {
    Optional<Authentication> names =
        printable("jti", LONGEST_JTI).or(() -> printable("cid", LONGEST_LABEL)).or(this::user);
    if (findings.take("names", names, () -> "jti, cid and uid are such as Okta makes")
        && findings.take("scopes", scopes(), () -> told("scp"))
        && findings.take(GROUPS, groups(), () -> told(GROUPS))) {
      client(clients, findings);
    }
  }

  private Optional<Authentication> groups() {
    return members.containsKey(GROUPS) ? texts(GROUPS, groupsClaim) : Optional.empty();
  }

  private String told(String name) {
    return members.get(name) instanceof List<?> list
        ? shortened(String.join(", ", list.stream().map(String::valueOf).toList()))
        : "not said, which is accepted";
  }

  private Optional<Authentication> printable(String name, int longest) {
    return members.get(name) instanceof String text
            && text.length() <= longest
            && PRINTABLE.matcher(text).matches()
        ? Optional.empty()
        : rejected(Reason.MALFORMED, "the token's " + name + " is not one that Okta makes");
  }

  /** A service app's token has no user: the claim is not there at all. */
  private Optional<Authentication> user() {
    return members.containsKey("uid") ? printable("uid", LONGEST_LABEL) : Optional.empty();
  }

  private Optional<Authentication> scopes() {
    Object scopes = members.get("scp");
    if (scopes == null || scopes.equals(List.of())) {
      return rejected(
          Reason.MISSING_CLAIM, "the token has no scope (scp): it is no access token of Okta");
    }
    return texts("scp", "scp");
  }

  private Optional<Authentication> texts(String name, String told) {
    return members.get(name) instanceof List<?> list && list.stream().allMatch(OktaClaims::isText)
        ? Optional.empty()
        : rejected(Reason.MALFORMED, "the token's " + told + " is not a list of texts");
  }

  private static boolean isText(Object element) {
    return element instanceof String text
        && !text.isBlank()
        && text.length() <= LONGEST_ELEMENT
        && text.chars().noneMatch(Character::isISOControl);
  }

  private void client(Set<String> clients, Findings findings) {
    if (printable("cid", LONGEST_LABEL).isPresent()) {
      findings.skipped(CLIENT, "the token does not say which");
      return;
    }
    Optional<Authentication> strange =
        clients.isEmpty() || clients.contains(client())
            ? Optional.empty()
            : rejected(
                Reason.WRONG_PURPOSE,
                "the token was given to the client "
                    + client()
                    + ", which is none of those accepted here (clients)");
    findings.take(CLIENT, strange, () -> client() + (clients.isEmpty() ? "; any is accepted" : ""));
  }

  private Optional<Authentication> rejected(Reason reason, String explanation) {
    return Optional.of(new Authentication.Rejected(reason, explanation, claims()));
  }

  Claims claims() {
    return Claims.of(members);
  }

  String client() {
    return (String) members.get("cid");
  }

  String id() {
    return (String) members.get("jti");
  }

  /** The few that name it to people, the most telling first. */
  Map<String, String> labels() {
    Map<String, String> labels = new LinkedHashMap<>();
    labels.put("client", client());
    String subject = (String) members.get("sub");
    if (members.containsKey("uid")) {
      labels.put("user", shortened(subject));
    } else if (!subject.equals(client())) {
      labels.put("subject", shortened(subject));
    }
    if (members.get(GROUPS) instanceof List<?> groups) {
      labels.put("groups", String.valueOf(groups.size()));
    }
    if (members.get("scp") instanceof List<?> scopes) {
      labels.put(
          "scopes", shortened(String.join(" ", scopes.stream().map(String::valueOf).toList())));
    }
    return labels;
  }

  private static String shortened(String text) {
    return text.substring(0, Math.min(text.length(), LONGEST_LABEL));
  }
}
