// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.connect;

import io.drawbridge.auth.Secret;
import io.drawbridge.command.CommandException;
import io.drawbridge.command.ExitCode;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * A key of AWS, as the variables say that every AWS tool reads.
 *
 * @param id the key's name, which is no secret
 * @param secret the key itself; it never leaves this process
 * @param session the token that belongs to the keys of a role
 */
record AwsCredentials(String id, Secret secret, Optional<Secret> session) {

  /** Reads {@code AWS_ACCESS_KEY_ID}, {@code AWS_SECRET_ACCESS_KEY}, {@code AWS_SESSION_TOKEN}. */
  static AwsCredentials of(UnaryOperator<String> environment) throws CommandException {
    return new AwsCredentials(
        required(environment, "AWS_ACCESS_KEY_ID"),
        Secret.of(required(environment, "AWS_SECRET_ACCESS_KEY")),
        optional(environment, "AWS_SESSION_TOKEN").map(Secret::of));
  }

  private static String required(UnaryOperator<String> environment, String variable)
      throws CommandException {
    return optional(environment, variable)
        .orElseThrow(
            () ->
                new CommandException(
                    ExitCode.USAGE,
                    "the environment variable "
                        + variable
                        + " is not set; --aws takes the job's keys from AWS_ACCESS_KEY_ID,"
                        + " AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN"));
  }

  /** A variable's value; an empty one counts as not set, as in AWS's own tools. */
  static Optional<String> optional(UnaryOperator<String> environment, String variable) {
    return Optional.ofNullable(environment.apply(variable))
        .map(String::strip)
        .filter(value -> !value.isEmpty());
  }
}
