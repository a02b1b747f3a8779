// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.auth.aws;

import io.drawbridge.auth.CredentialSource;
import io.drawbridge.auth.CredentialSourceProvider;
import io.drawbridge.auth.Environment;
import io.drawbridge.auth.InvalidSettingsException;
import io.drawbridge.auth.Secret;
import io.drawbridge.auth.Settings;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * The job's side of {@code aws-iam}: {@code audience} and, unless {@code AWS_REGION} is set, {@code
 * region}. The keys are in the variables that every AWS tool reads, and {@code
 * AWS_ENDPOINT_URL_STS} is respected: a signature is for one host, so both sides must mean the
 * same.
 */
public final class CallerProofProvider implements CredentialSourceProvider {
  private final UnaryOperator<String> variables;

  /** Called by {@link java.util.ServiceLoader}. */
  public CallerProofProvider() {
    this(System::getenv);
  }

  /** With other environment variables; the operator answers null for one that is not set. */
  CallerProofProvider(UnaryOperator<String> variables) {
    this.variables = variables;
  }

  @Override
  public String type() {
    return "aws-iam";
  }

  @Override
  public CredentialSource create(Settings settings, Environment environment)
      throws InvalidSettingsException {
    String audience = settings.text("audience");
    if (!CallerProof.AUDIENCE.matcher(audience).matches()) {
      throw settings.invalid(
          "audience", "it is at most 1000 visible characters, like https://gateway.example");
    }
    String region =
        settings
            .optionalText("region")
            .or(() -> variable("AWS_REGION"))
            .or(() -> variable("AWS_DEFAULT_REGION"))
            .orElseThrow(
                () -> settings.invalid("region", "no region is known; give it or set AWS_REGION"));
    Partition partition =
        Partition.of(region)
            .orElseThrow(
                () ->
                    settings.invalid(
                        "region",
                        "\"" + region + "\" is not the name of an AWS region, like eu-central-1"));
    Optional<String> endpoint = variable("AWS_ENDPOINT_URL_STS");
    return new CallerProofSource(
        required(settings, "AWS_ACCESS_KEY_ID"),
        Secret.of(required(settings, "AWS_SECRET_ACCESS_KEY")),
        variable("AWS_SESSION_TOKEN").map(Secret::of),
        region,
        endpoint.isPresent() ? host(settings, endpoint.get()) : partition.sts(region),
        audience,
        environment.clock());
  }

  /** As a client writes it in the field {@code Host}: without the scheme's own port. */
  private static String host(Settings settings, String endpoint) throws InvalidSettingsException {
    try {
      URI uri = new URI(endpoint);
      if (uri.getHost() != null && uri.getScheme() != null) {
        int usual = uri.getScheme().equalsIgnoreCase("https") ? 443 : 80;
        boolean plain = uri.getPort() == -1 || uri.getPort() == usual;
        return plain ? uri.getHost() : uri.getHost() + ":" + uri.getPort();
      }
    } catch (URISyntaxException _) {
      // Told below.
    }
    throw settings.invalid("region", "AWS_ENDPOINT_URL_STS is not a URL");
  }

  private String required(Settings settings, String name) throws InvalidSettingsException {
    return variable(name)
        .orElseThrow(
            () ->
                new InvalidSettingsException(
                    "the environment variable "
                        + name
                        + " is not set; the job's keys are taken from AWS_ACCESS_KEY_ID,"
                        + " AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN"));
  }

  /** A variable's value; an empty one counts as not set, as in AWS's own tools. */
  private Optional<String> variable(String name) {
    return Optional.ofNullable(variables.apply(name))
        .map(String::strip)
        .filter(value -> !value.isEmpty());
  }
}
