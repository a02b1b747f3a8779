// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.it;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.LineMap;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** How long methods are, as the compiler's own parser sees them. */
final class Methods {
  private Methods() {}

  /**
   * The lines of every method and constructor, from its first annotation or modifier to its closing
   * brace; of overloads the longest.
   *
   * @return by {@code Class.method}
   */
  static Map<String, Long> lines(List<Path> files) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    Map<String, Long> lines = new TreeMap<>();
    try (StandardJavaFileManager sources = compiler.getStandardFileManager(null, null, null)) {
      JavacTask task =
          (JavacTask)
              compiler.getTask(
                  null, sources, null, null, null, sources.getJavaFileObjectsFromPaths(files));
      SourcePositions positions = Trees.instance(task).getSourcePositions();
      for (CompilationUnitTree file : task.parse()) {
        new Lengths(file, positions, lines).scan(file, null);
      }
    }
    return lines;
  }

  private static final class Lengths extends TreeScanner<Void, String> {
    private final CompilationUnitTree file;
    private final SourcePositions positions;
    private final Map<String, Long> lines;

    Lengths(CompilationUnitTree file, SourcePositions positions, Map<String, Long> lines) {
      this.file = file;
      this.positions = positions;
      this.lines = lines;
    }

    @Override
    public Void visitClass(ClassTree type, String outer) {
      // An anonymous class has no name of its own.
      return super.visitClass(
          type, type.getSimpleName().isEmpty() ? outer : "" + type.getSimpleName());
    }

    @Override
    public Void visitMethod(MethodTree method, String type) {
      LineMap map = file.getLineMap();
      long first = map.getLineNumber(positions.getStartPosition(file, method));
      long last = map.getLineNumber(positions.getEndPosition(file, method));
      lines.merge(type + "." + method.getName(), last - first + 1, Math::max);
      return super.visitMethod(method, type);
    }
  }
}
