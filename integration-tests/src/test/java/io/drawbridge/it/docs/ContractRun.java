// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.it.docs;

import io.drawbridge.it.harness.Command;
import io.drawbridge.it.harness.Home;
import java.io.File;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Compiles and runs a plugin's contract test: one new instance a test, as JUnit would. Inside this
 * JUnit's own run there is no second one to hand it to.
 */
record ContractRun(Path plugin, Path spi) {
  /** Runs it; how many tests there were. */
  int of(String test) throws Exception {
    Path classes = compile();
    List<URL> path = new ArrayList<>();
    for (Path each :
        List.of(
            classes,
            plugin.resolve("classes"),
            plugin,
            spi.resolve("auth-spi.jar"),
            spi.resolve("auth-spi-contract.jar"))) {
      path.add(each.toUri().toURL());
    }
    Thread current = Thread.currentThread();
    ClassLoader before = current.getContextClassLoader();
    try (URLClassLoader loader =
        new URLClassLoader(path.toArray(URL[]::new), Test.class.getClassLoader())) {
      // The contract looks the provider up as a service.
      current.setContextClassLoader(loader);
      return runAll(loader.loadClass(test));
    } finally {
      current.setContextClassLoader(before);
    }
  }

  private Path compile() throws IOException, URISyntaxException {
    Path classes = Files.createDirectories(plugin.resolve("test-classes"));
    List<String> words =
        new ArrayList<>(
            List.of(
                Home.java().resolveSibling("javac").toString(),
                "--release",
                "25",
                "-d",
                classes.toString(),
                "-cp",
                String.join(
                    File.pathSeparator,
                    plugin.resolve("classes").toString(),
                    spi.resolve("auth-spi.jar").toString(),
                    spi.resolve("auth-spi-contract.jar").toString(),
                    Path.of(Test.class.getProtectionDomain().getCodeSource().getLocation().toURI())
                        .toString())));
    try (Stream<Path> files = Files.walk(plugin.resolve("test"))) {
      files
          .filter(file -> file.toString().endsWith(".java"))
          .map(Path::toString)
          .forEach(words::add);
    }
    Command.of(words).run().good();
    return classes;
  }

  private static int runAll(Class<?> test) throws Exception {
    Constructor<?> constructor = test.getDeclaredConstructor();
    int count = 0;
    for (Method method : test.getSuperclass().getDeclaredMethods()) {
      if (method.isAnnotationPresent(Test.class)) {
        method.setAccessible(true);
        try {
          method.invoke(constructor.newInstance());
        } catch (InvocationTargetException e) {
          throw new AssertionError(method.getName(), e.getCause());
        }
        count++;
      }
    }
    return count;
  }
}
