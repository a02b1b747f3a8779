// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.connect;

import io.drawbridge.auth.Secret;
import io.drawbridge.command.Arguments;
import io.drawbridge.command.CommandException;
import io.drawbridge.command.ExitCode;
import io.drawbridge.command.Option;
import io.drawbridge.json.JsonWriter;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * Proves who the job is to AWS by a signed GetCallerIdentity that only the gateway sends. The proof
 * holds the few values from which the gateway builds that request again, and the signature over it.
 * Each connection gets one of its own, because a gateway takes each only once. Safe for concurrent
 * use.
 */
public final class AwsProof implements Supplier<Secret> {
  /** The option that takes this instead of a token. */
  public static final String FLAG = "--aws";

  static final String AUDIENCE = "--aws-audience";
  static final String REGION = "--aws-region";

  /** All options about it. */
  public static final List<Option> OPTIONS =
      List.of(
          Option.flag(FLAG, "prove the job's AWS identity, from the usual AWS_ variables"),
          Option.of(AUDIENCE, "TEXT", "the audience that the gateway's configuration names"),
          Option.of(REGION, "REGION", "whose STS is asked; AWS_REGION unless set"));

  private static final String PREFIX = "aws1.";
  private static final Pattern REGION_NAME =
      Pattern.compile("[a-z]{2,4}(-[a-z]{2,12}){1,2}-[0-9]{1,2}");
  private static final Pattern AUDIENCE_TEXT = Pattern.compile("[!-~]{1,1000}");
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final SecureRandom RANDOM = new SecureRandom();

  private final AwsCredentials credentials;
  private final String region;
  private final String host;
  private final String audience;
  private final InstantSource clock;

  /** For the STS of a region at a host, and a gateway of that audience. */
  AwsProof(
      AwsCredentials credentials,
      String region,
      String host,
      String audience,
      InstantSource clock) {
    this.credentials = credentials;
    this.region = region;
    this.host = host;
    this.audience = audience;
    this.clock = clock;
  }

  /**
   * Reads options and environment. {@code AWS_ENDPOINT_URL_STS} is respected: a signature is for
   * one host, so both sides must mean the same.
   */
  public static AwsProof of(Arguments arguments, UnaryOperator<String> environment)
      throws CommandException {
    String audience = arguments.required(AUDIENCE);
    String region =
        arguments
            .value(REGION)
            .or(() -> AwsCredentials.optional(environment, "AWS_REGION"))
            .or(() -> AwsCredentials.optional(environment, "AWS_DEFAULT_REGION"))
            .orElseThrow(() -> usage("no region is known; set AWS_REGION or give --aws-region"));
    if (!REGION_NAME.matcher(region).matches()) {
      throw usage("\"" + region + "\" is not the name of an AWS region, like eu-central-1");
    }
    if (!AUDIENCE_TEXT.matcher(audience).matches()) {
      throw usage(AUDIENCE + " is at most 1000 visible characters, like https://gateway.example");
    }
    Optional<String> endpoint = AwsCredentials.optional(environment, "AWS_ENDPOINT_URL_STS");
    String host = endpoint.isPresent() ? hostOf(endpoint.get()) : hostIn(region);
    return new AwsProof(
        AwsCredentials.of(environment), region, host, audience, InstantSource.system());
  }

  /** The host of a region's STS. */
  static String hostIn(String region) {
    String area = region.substring(0, region.indexOf('-', region.indexOf('-') + 1));
    String domain =
        switch (area) {
          case "us-iso" -> "c2s.ic.gov";
          case "us-isob" -> "sc2s.sgov.gov";
          case "eu-isoe" -> "cloud.adc-e.uk";
          case "us-isof" -> "csp.hci.ic.gov";
          case "eusc-de" -> "amazonaws.eu";
          default -> region.startsWith("cn-") ? "amazonaws.com.cn" : "amazonaws.com";
        };
    return "sts." + region + "." + domain;
  }

  /** As a client writes it in the field {@code Host}: without the scheme's own port. */
  private static String hostOf(String endpoint) throws CommandException {
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
    throw usage("AWS_ENDPOINT_URL_STS is not a URL");
  }

  private static CommandException usage(String message) {
    return new CommandException(ExitCode.USAGE, message);
  }

  /** A new proof, signed now. */
  @Override
  public Secret get() {
    byte[] random = new byte[16];
    RANDOM.nextBytes(random);
    return signed(clock.instant(), HexFormat.of().formatHex(random));
  }

  /** The proof of a moment; the nonce keeps two proofs of one second apart. */
  Secret signed(Instant now, String nonce) {
    String date = DATE.format(now);
    AwsSignature signature = new AwsSignature(credentials, region, host, audience, nonce, date);
    StringBuilder json = new StringBuilder();
    JsonWriter out = new JsonWriter(json).object();
    out.member("region", region).member("date", date).member("key", credentials.id());
    out.member("audience", audience).member("nonce", nonce);
    credentials.session().ifPresent(session -> out.member("session", session.reveal()));
    out.member("signature", signature.text()).endObject();
    byte[] bytes = json.toString().getBytes(StandardCharsets.UTF_8);
    return Secret.of(PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
  }

  /** Nothing of the keys. */
  @Override
  public String toString() {
    return "AwsProof[" + region + "]";
  }
}
