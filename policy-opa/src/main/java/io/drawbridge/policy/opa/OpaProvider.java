// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.policy.opa;

import io.drawbridge.auth.Authorizer;
import io.drawbridge.auth.AuthorizerProvider;
import io.drawbridge.auth.Environment;
import io.drawbridge.auth.InvalidSettingsException;
import io.drawbridge.auth.Secret;
import io.drawbridge.auth.Settings;
import io.drawbridge.common.HostPort;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Reads a {@code [policy.NAME]} table of type {@code opa}: {@code url} of the server, {@code path}
 * of the document that decides, and optionally {@code token} and {@code deadline}.
 */
public final class OpaProvider implements AuthorizerProvider {
  private static final Pattern PATH = Pattern.compile("[A-Za-z0-9_]+(?:/[A-Za-z0-9_]+)*");

  /** Called by {@link java.util.ServiceLoader}. */
  public OpaProvider() {}

  @Override
  public String type() {
    return "opa";
  }

  @Override
  public Authorizer create(Settings settings, Environment environment)
      throws InvalidSettingsException {
    String path = settings.text("path", "drawbridge/decision");
    if (!PATH.matcher(path).matches()) {
      throw settings.invalid(
          "path", "it is the path of a document, names and slashes, like drawbridge/decision");
    }
    URI document = document(settings, path);
    Optional<Secret> token = settings.optionalSecret("token");
    Duration deadline =
        settings.duration(
            "deadline", Duration.ofMillis(50), Duration.ofSeconds(30), Duration.ofMillis(900));
    return new OpaAuthorizer(document, token, deadline, environment.web(), "opa:" + path);
  }

  private static URI document(Settings settings, String path) throws InvalidSettingsException {
    URI url = settings.uri("url");
    boolean plain = url.getScheme().equalsIgnoreCase("http");
    if (!plain && !url.getScheme().equalsIgnoreCase("https")) {
      throw settings.invalid("url", "it must begin with https://, or http:// for loopback");
    }
    if (plain && !new HostPort(url.getHost(), 0).isLoopback()) {
      throw settings.invalid(
          "url", "http is for loopback only: who is on the way could say yes; use https");
    }
    if (url.getRawQuery() != null || url.getRawFragment() != null) {
      throw settings.invalid("url", "it must have neither a query nor a fragment");
    }
    String base = url.toString();
    return URI.create(
        (base.endsWith("/") ? base.substring(0, base.length() - 1) : base) + "/v1/data/" + path);
  }
}
