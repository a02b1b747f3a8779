// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.auth.aws;

import io.drawbridge.auth.InvalidSettingsException;
import io.drawbridge.auth.Settings;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Who is let in at all: everybody on earth can have an AWS account, and AWS vouches for each of
 * them alike. The ARNs are those of roles and users, without paths.
 */
record AllowedPrincipals(Set<String> accounts, Set<String> arns) {
  private static final Pattern ACCOUNT = Pattern.compile("[0-9]{12}");

  AllowedPrincipals {
    accounts = Set.copyOf(accounts);
    arns = Set.copyOf(arns);
  }

  static String account(Settings settings, String key, String text)
      throws InvalidSettingsException {
    if (!ACCOUNT.matcher(text).matches()) {
      throw settings.invalid(key, "the number of an account is twelve digits, as a text");
    }
    return text;
  }

  /** Reads {@code roles}, which must be there, and {@code users}. */
  static AllowedPrincipals read(Settings settings, Set<String> accounts)
      throws InvalidSettingsException {
    Set<String> arns = new HashSet<>();
    add(settings, "roles", Principal.Kind.ROLE, accounts, arns);
    if (arns.isEmpty()) {
      throw settings.invalid(
          "roles", "name the roles that may come, like arn:aws:iam::123456789012:role/ci");
    }
    add(settings, "users", Principal.Kind.USER, accounts, arns);
    return new AllowedPrincipals(accounts, arns);
  }

  private static void add(
      Settings settings, String key, Principal.Kind kind, Set<String> accounts, Set<String> arns)
      throws InvalidSettingsException {
    for (String text : settings.texts(key)) {
      Principal principal =
          Principal.ofName(text)
              .filter(read -> read.kind() == kind)
              .orElseThrow(
                  () ->
                      settings.invalid(
                          key, "\"" + text + "\" is not the ARN of a " + kind.text() + " in IAM"));
      if (!accounts.contains(principal.account())) {
        throw settings.invalid(key, "\"" + text + "\" is not in one of the accounts");
      }
      arns.add(principal.arn());
    }
  }

  boolean allows(Principal principal) {
    return accounts.contains(principal.account()) && arns.contains(principal.arn());
  }
}
