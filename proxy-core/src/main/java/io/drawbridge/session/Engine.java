// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.session;

import io.drawbridge.dial.Dialer;
import io.drawbridge.loop.LoopGroup;
import io.drawbridge.settings.TimeoutSettings;
import io.drawbridge.splice.PipePool;
import io.drawbridge.upstream.Targets;
import java.time.InstantSource;

/**
 * What a session works with; immutable, and the same from a session's first step to its last.
 *
 * @param targets the named services
 * @param access who decides
 * @param dialer who makes the upstream leg
 * @param events who is told, the audit first
 * @param handshakes where TLS handshakes are computed
 * @param loops who relays
 * @param pipes what bulk is moved through
 * @param timeouts how long the steps may take
 * @param limits what bounds every tunnel
 * @param sessions what is open
 * @param clock the wall clock
 */
public record Engine(
    Targets targets,
    Access access,
    Dialer dialer,
    SessionEvents events,
    HandshakePool handshakes,
    LoopGroup loops,
    PipePool pipes,
    TimeoutSettings timeouts,
    EffectiveLimits limits,
    Sessions sessions,
    InstantSource clock) {}
