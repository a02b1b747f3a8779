// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.it.harness;

import com.sun.jdi.Bootstrap;
import com.sun.jdi.InvalidTypeException;
import com.sun.jdi.ObjectReference;
import com.sun.jdi.ThreadReference;
import com.sun.jdi.VirtualMachine;
import com.sun.jdi.connect.AttachingConnector;
import com.sun.jdi.connect.Connector;
import com.sun.jdi.connect.IllegalConnectorArgumentsException;
import com.sun.jdi.event.Event;
import com.sun.jdi.event.EventSet;
import com.sun.jdi.event.MethodEntryEvent;
import com.sun.jdi.request.EventRequest;
import com.sun.jdi.request.MethodEntryRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Makes threads of a gateway fail with an error that no code of theirs throws, as when there is no
 * memory. It speaks the JDK's debug protocol to a process that was started with {@link #option}.
 */
public final class Debugger implements AutoCloseable {
  private static final String ERROR = "java.lang.OutOfMemoryError";

  private final VirtualMachine machine;

  private Debugger(VirtualMachine machine) {
    this.machine = machine;
  }

  /** What a JVM is started with so that it can be attached to. */
  public static String option(int port) {
    return "-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,address=127.0.0.1:" + port;
  }

  /** Attaches to a process on this machine. */
  public static Debugger attach(int port) {
    AttachingConnector sockets =
        Bootstrap.virtualMachineManager().attachingConnectors().stream()
            .filter(each -> each.name().equals("com.sun.jdi.SocketAttach"))
            .findFirst()
            .orElseThrow();
    Map<String, Connector.Argument> arguments = sockets.defaultArguments();
    arguments.get("hostname").setValue("127.0.0.1");
    arguments.get("port").setValue("" + port);
    try {
      return new Debugger(sockets.attach(arguments));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (IllegalConnectorArgumentsException e) {
      throw new AssertionError(e);
    }
  }

  /** The names of the threads that begin with one of these, which are separated by {@code |}. */
  public List<String> threads(String prefixes) {
    return machine.allThreads().stream()
        .map(ThreadReference::name)
        .filter(name -> name.matches("(" + prefixes + ").*"))
        .sorted()
        .toList();
  }

  /**
   * Makes each of these threads fail once: at the next method of the gateway's own that it enters.
   *
   * @throws AssertionError if one has entered none within the limit
   */
  public void strike(List<String> names, Duration limit) {
    Set<String> missing = new HashSet<>();
    for (ThreadReference thread : machine.allThreads()) {
      if (names.contains(thread.name()) && missing.add(thread.name())) {
        MethodEntryRequest entered = machine.eventRequestManager().createMethodEntryRequest();
        entered.addThreadFilter(thread);
        entered.addClassFilter("io.drawbridge.*");
        entered.setSuspendPolicy(EventRequest.SUSPEND_EVENT_THREAD);
        entered.enable();
      }
    }
    // The JVM keeps some for when there is no memory to make one.
    ObjectReference error = machine.classesByName(ERROR).getFirst().instances(1).getFirst();
    long begin = System.nanoTime();
    while (!missing.isEmpty()) {
      long left = limit.toMillis() - Duration.ofNanos(System.nanoTime() - begin).toMillis();
      if (left <= 0) {
        throw new AssertionError("not struck within " + limit + ": " + missing);
      }
      missing.removeAll(struck(error, left));
    }
  }

  /** Strikes those that have entered a method; their names. */
  private Set<String> struck(ObjectReference error, long millis) {
    Set<String> names = new HashSet<>();
    try {
      EventSet events = machine.eventQueue().remove(millis);
      if (events == null) {
        return names;
      }
      for (Event event : events) {
        if (event instanceof MethodEntryEvent entry) {
          entry.request().disable();
          entry.thread().stop(error);
          names.add(entry.thread().name());
        }
      }
      events.resume();
      return names;
    } catch (InvalidTypeException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    machine.dispose();
  }
}
