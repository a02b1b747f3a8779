// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.connect;

import io.drawbridge.auth.CredentialSource;
import io.drawbridge.auth.Secret;
import io.drawbridge.command.CommandException;
import io.drawbridge.command.ExitCode;
import java.util.regex.Pattern;

/** An environment variable with the job's credential. */
final class CredentialVariable {
  private static final Pattern PRINTABLE = Pattern.compile("[ -~]*");

  private CredentialVariable() {}

  /**
   * What it holds now, whenever it is asked for.
   *
   * @throws CommandException USAGE if it is not set, or holds what no credential does
   */
  static CredentialSource source(String variable) throws CommandException {
    Secret secret = read(variable, System.getenv(variable));
    return () -> secret;
  }

  /** What a variable holds, if that can be a credential; {@code null} if it is not set. */
  static Secret read(String variable, String value) throws CommandException {
    if (value == null || value.isBlank()) {
      throw new CommandException(
          ExitCode.USAGE,
          "the environment variable "
              + variable
              + " is not set; in GitLab declare it with id_tokens: in the job");
    }
    if (!PRINTABLE.matcher(value.strip()).matches()) {
      throw new CommandException(
          ExitCode.USAGE,
          variable
              + " has a line break, a control character or one beyond ASCII in it, such as a byte"
              + " order mark; no credential has");
    }
    return Secret.of(value.strip());
  }
}
