// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.session;

import io.drawbridge.auth.Claims;
import io.drawbridge.door.Request;
import io.drawbridge.guard.Redaction;
import io.drawbridge.identify.Verdict;
import io.drawbridge.observe.Attempt;
import io.drawbridge.observe.RefusedException;
import io.drawbridge.observe.ShadowDecision;
import io.drawbridge.observe.Stage;
import io.drawbridge.upstream.Target;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** What is known of a session's attempt so far. Used by the session's thread alone. */
final class AttemptDraft {
  private static final String PROCESS =
      Long.toString(new SecureRandom().nextLong(1L << 40) | 1L << 40, 32).substring(1);
  private static final AtomicLong NEXT = new AtomicLong(1);

  private final String session = PROCESS + "-" + NEXT.getAndIncrement();
  private final String listener;
  private final InetSocketAddress source;
  private String target = "";
  private boolean check;
  Stage stage = Stage.ACCEPTED;
  Optional<Verdict.Verified> who = Optional.empty();
  String rule = "";
  Optional<ShadowDecision> shadow = Optional.empty();

  AttemptDraft(String listener, InetSocketAddress source) {
    this.listener = listener;
    this.source = source;
  }

  /**
   * The session's name, which no other has: eight random characters of this process and a number,
   * short enough to read out and unique across restarts. Not secret.
   */
  String session() {
    return session;
  }

  /**
   * The target as it is configured, for the client may have written it otherwise; a name of no
   * target may be a secret in the wrong place.
   */
  void asked(Request request, Optional<Target> known) {
    target = known.map(Target::name).orElseGet(() -> Redaction.secrets(request.target()));
    check = request.check();
  }

  /** What {@link #asked} made of the target's name. */
  String target() {
    return target;
  }

  Attempt granted(Instant at) {
    return attempt(at, Optional.empty());
  }

  Attempt refused(Instant at, RefusedException e) {
    return attempt(at, Optional.of(e));
  }

  private Attempt attempt(Instant at, Optional<RefusedException> no) {
    return new Attempt(
        session,
        at,
        listener,
        source,
        check,
        stage,
        no.map(RefusedException::refusal),
        target,
        rule,
        who.map(Verdict.Verified::authenticator).orElse(""),
        no.map(RefusedException::detail).orElse(""),
        who.map(Verdict.Verified::identity),
        no.map(RefusedException::claimed).orElse(Claims.NONE),
        shadow);
  }
}
