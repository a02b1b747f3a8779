// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drawbridge.observe.Attempt;
import io.drawbridge.observe.Ending;
import io.drawbridge.observe.SessionObserver;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Keeps what an observer is told. */
public final class Told implements SessionObserver {
  private final AtomicInteger accepted = new AtomicInteger();
  private final List<Attempt> refused = new CopyOnWriteArrayList<>();
  private final List<Attempt> granted = new CopyOnWriteArrayList<>();
  private final List<Ending> closed = new CopyOnWriteArrayList<>();
  private final BlockingQueue<Object> order = new LinkedBlockingQueue<>();

  @Override
  public void accepted(String listener, InetSocketAddress source) {
    accepted.incrementAndGet();
  }

  @Override
  public void refused(Attempt attempt) {
    refused.add(attempt);
    order.add(attempt);
  }

  @Override
  public void granted(Attempt attempt) {
    granted.add(attempt);
    order.add(attempt);
  }

  @Override
  public void closed(Ending ending) {
    closed.add(ending);
    order.add(ending);
  }

  /** The next refusal or grant. */
  public Attempt attempt() throws InterruptedException {
    return (Attempt) next();
  }

  /** The next end. */
  public Ending ending() throws InterruptedException {
    return (Ending) next();
  }

  private Object next() throws InterruptedException {
    Object next = order.poll(10, TimeUnit.SECONDS);
    assertNotNull(next, "nothing was told within 10 s");
    return next;
  }

  /** How many were accepted. */
  public int accepted() {
    return accepted.get();
  }

  /** All refusals. */
  public List<Attempt> refused() {
    return refused;
  }

  /** All ends. */
  public List<Ending> closed() {
    return closed;
  }

  /** Every session was refused or granted, every granted one closed; each exactly once. */
  public void assertBalanced() {
    Sockets.await(
        () -> accepted.get() == refused.size() + granted.size() && granted.size() == closed.size(),
        Duration.ofSeconds(5));
    assertEquals(accepted.get(), refused.size() + granted.size(), "refused or granted");
    assertEquals(granted.size(), closed.size(), "closed");
    Set<String> sessions = new HashSet<>();
    refused.forEach(each -> assertTrue(sessions.add(each.session()), each.toString()));
    granted.forEach(each -> assertTrue(sessions.add(each.session()), each.toString()));
    Set<String> ended = new HashSet<>();
    closed.forEach(each -> assertTrue(ended.add(each.session()), each.toString()));
  }
}
