// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.auth.aws;

import io.drawbridge.auth.CredentialSource;
import io.drawbridge.auth.Secret;
import io.drawbridge.json.JsonWriter;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;

/**
 * Proves who the job is to AWS, by a signed GetCallerIdentity that only the gateway sends. The
 * proof holds the few values of which the gateway makes that request again, and the signature over
 * it; the key itself never leaves the job. Each connection gets one of its own, because a gateway
 * takes each only once. Safe for concurrent use.
 *
 * @param key the key's name, which is no secret
 * @param session the token that belongs to a role's key
 * @param host that of the region's STS, as it stands in the field {@code Host}
 */
record CallerProofSource(
    String key,
    Secret secret,
    Optional<Secret> session,
    String region,
    String host,
    String audience,
    InstantSource clock)
    implements CredentialSource {
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final SecureRandom RANDOM = new SecureRandom();

  @Override
  public Secret get() {
    byte[] nonce = new byte[16];
    RANDOM.nextBytes(nonce);
    return signed(HexFormat.of().formatHex(nonce));
  }

  /** The proof of this moment; the nonce keeps two proofs of one second apart. */
  Secret signed(String nonce) {
    String date = DATE.format(clock.instant());
    CallerRequest request = new CallerRequest(region, date, audience, nonce, session);
    StringBuilder json = new StringBuilder();
    JsonWriter out = new JsonWriter(json).object();
    out.member("region", region).member("date", date).member("key", key);
    out.member("audience", audience).member("nonce", nonce);
    session.ifPresent(token -> out.member("session", token.reveal()));
    out.member("signature", request.signature(secret, host)).endObject();
    byte[] bytes = json.toString().getBytes(StandardCharsets.UTF_8);
    return Secret.of(
        CallerProof.PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
  }

  @Override
  public String toString() {
    return "CallerProofSource[" + region + "]";
  }
}
