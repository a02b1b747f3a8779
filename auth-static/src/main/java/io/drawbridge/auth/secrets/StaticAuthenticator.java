// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.auth.secrets;

import io.drawbridge.auth.Advice;
import io.drawbridge.auth.Authentication;
import io.drawbridge.auth.Authenticator;
import io.drawbridge.auth.Check;
import io.drawbridge.auth.Check.Outcome;
import io.drawbridge.auth.Claims;
import io.drawbridge.auth.Credentials;
import io.drawbridge.auth.Examination;
import io.drawbridge.auth.Identity;
import io.drawbridge.auth.Liveness;
import io.drawbridge.auth.Peer;
import io.drawbridge.auth.Secret;
import io.drawbridge.common.Durations;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/** Knows a client by the SHA-256 of the secret it presents. Immutable; asks nobody. */
record StaticAuthenticator(String issuer, List<Entry> entries, InstantSource clock)
    implements Authenticator {
  /** The gateway remembers nothing for longer. */
  private static final Duration LONGEST_REUSE = Duration.ofMinutes(10);

  /**
   * One configured secret. Only its digest, a SHA-256, is kept: a memory dump does not hold what
   * opens the door.
   *
   * @param name what the audit calls it, unique
   * @param expires when it stops working; {@link Instant#MAX} for never
   */
  record Entry(
      String name, byte[] digest, Instant expires, Claims claims, Map<String, String> labels) {
    /** The name: the digest of a weak secret could be searched for. */
    @Override
    public String toString() {
      return "Entry[" + name + "]";
    }
  }

  /** Copies the entries. */
  StaticAuthenticator {
    entries = List.copyOf(entries);
  }

  @Override
  public Authentication authenticate(Credentials presented, Peer peer) {
    Secret token = presented.token().orElse(null);
    if (token == null) {
      return new Authentication.NotMine();
    }
    Entry match = find(token.digest());
    if (match == null) {
      // It may be a token that a later authenticator knows.
      return new Authentication.NotMine();
    }
    Instant now = clock.instant();
    if (!now.isBefore(match.expires())) {
      return new Authentication.Rejected(
          Authentication.Reason.EXPIRED,
          ("the static secret \"%s\" expired at %s; ask the gateway's operator for its"
                  + " successor")
              .formatted(match.name(), match.expires()),
          Claims.NONE.with("secret", match.name()));
    }
    Identity identity =
        new Identity(issuer, match.name(), match.claims(), match.labels(), match.expires());
    return new Authentication.Verified(identity, Liveness.UNTRACKED, reuse(now, match.expires()));
  }

  @Override
  public Examination examine(Credentials presented, Peer peer) {
    Authentication answer = authenticate(presented, peer);
    return switch (answer) {
      case Authentication.NotMine _ -> {
        String none = "it is none of the " + entries.size() + " that are configured here";
        yield new Examination(
            answer,
            List.of(new Check("secret", Outcome.FAILED, none)),
            List.of(
                "see that the CI variable is protected, that the job may read it, and that its"
                    + " SHA-256 is one of the digests: printf %s \"$SECRET\" | sha256sum"));
      }
      case Authentication.Rejected rejected ->
          new Examination(
              answer,
              List.of(
                  known(presented), new Check("expiry", Outcome.FAILED, rejected.explanation())),
              List.of(
                  "make its successor with openssl rand -base64 32, configure it beside the old"
                      + " one, and replace the CI variable"));
      case Authentication.Verified verified ->
          new Examination(answer, List.of(known(presented), lives(verified.identity())), List.of());
      case Authentication.Unavailable _ -> Examination.of(answer);
    };
  }

  private Check known(Credentials presented) {
    Entry match = find(presented.token().orElseThrow().digest());
    return new Check("secret", Outcome.PASSED, "it is \"" + match.name() + "\"");
  }

  private Check lives(Identity identity) {
    Instant end = identity.expiresAt();
    String left =
        end.equals(Instant.MAX)
            ? "never"
            : end + ", in " + Durations.text(Duration.between(clock.instant(), end));
    return new Check("expiry", Outcome.PASSED, left);
  }

  /** Compares with every entry, also after a match: the time must not tell which one it was. */
  private Entry find(byte[] digest) {
    Entry match = null;
    for (Entry entry : entries) {
      boolean same = MessageDigest.isEqual(entry.digest(), digest);
      match = same ? entry : match;
    }
    return match;
  }

  private static Duration reuse(Instant now, Instant expires) {
    Instant longest = now.plus(LONGEST_REUSE);
    return Duration.between(now, expires.isBefore(longest) ? expires : longest);
  }

  @Override
  public Advice advice() {
    return new Advice(List.of(), false, List.of());
  }

  @Override
  public String toString() {
    return "StaticAuthenticator" + entries;
  }
}
