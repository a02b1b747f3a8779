// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.MemberRefEntry;
import java.lang.classfile.constantpool.NameAndTypeEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.classfile.constantpool.Utf8Entry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What one class file names.
 *
 * @param name the class, with dots
 * @param types the types it names anywhere in code, descriptors or generic signatures, with dots
 * @param members the methods and fields it uses, as {@code java.lang.System.exit(I)V}
 * @param texts every text and name in it: of constants, types, members, variables
 */
record CompiledClass(String name, Set<String> types, Set<String> members, Set<String> texts) {
  private static final Pattern TYPE_IN_SIGNATURE = Pattern.compile("L([\\w/$]+)");

  /** All classes below a directory, without module-info and package-info. */
  static List<CompiledClass> below(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files
          .filter(file -> file.toString().endsWith(".class"))
          .filter(file -> !file.toString().endsWith("-info.class"))
          .sorted()
          .map(CompiledClass::read)
          .toList();
    }
  }

  private static CompiledClass read(Path file) {
    ClassModel model;
    try {
      model = ClassFile.of().parse(file);
    } catch (IOException e) {
      throw new UncheckedIOException(file.toString(), e);
    }
    Set<String> types = new LinkedHashSet<>();
    Set<String> members = new LinkedHashSet<>();
    Set<String> texts = new LinkedHashSet<>();
    for (PoolEntry entry : model.constantPool()) {
      switch (entry) {
        case ClassEntry type -> addType(types, type.asInternalName());
        case NameAndTypeEntry member -> addSignature(types, member.type().stringValue());
        case MemberRefEntry used ->
            members.add(
                dotted(used.owner().asInternalName())
                    + "."
                    + used.name().stringValue()
                    + used.type().stringValue());
        case Utf8Entry text -> texts.add(text.stringValue());
        default -> {
          // Numbers name nothing.
        }
      }
    }
    for (String signature : signatures(model)) {
      addSignature(types, signature);
    }
    return new CompiledClass(dotted(model.thisClass().asInternalName()), types, members, texts);
  }

  private static List<String> signatures(ClassModel model) {
    List<String> signatures = new ArrayList<>();
    model
        .findAttribute(Attributes.signature())
        .ifPresent(s -> signatures.add(s.signature().stringValue()));
    model
        .fields()
        .forEach(
            field -> {
              signatures.add(field.fieldType().stringValue());
              field
                  .findAttribute(Attributes.signature())
                  .ifPresent(s -> signatures.add(s.signature().stringValue()));
            });
    model
        .methods()
        .forEach(
            method -> {
              signatures.add(method.methodType().stringValue());
              method
                  .findAttribute(Attributes.signature())
                  .ifPresent(s -> signatures.add(s.signature().stringValue()));
            });
    return signatures;
  }

  private static void addType(Set<String> types, String internal) {
    if (internal.startsWith("[")) {
      addSignature(types, internal);
    } else {
      types.add(dotted(internal));
    }
  }

  private static void addSignature(Set<String> types, String signature) {
    Matcher type = TYPE_IN_SIGNATURE.matcher(signature);
    while (type.find()) {
      types.add(dotted(type.group(1)));
    }
  }

  private static String dotted(String internal) {
    return internal.replace('/', '.');
  }

  /** The package. */
  String inPackage() {
    return packageOf(name);
  }

  /** The simple name; of a nested class the innermost one. */
  String simpleName() {
    String simple = name.substring(name.lastIndexOf('.') + 1);
    return simple.substring(simple.lastIndexOf('$') + 1);
  }

  /** The class that a nested one stands in. */
  static String topLevel(String type) {
    return type.contains("$") ? type.substring(0, type.indexOf('$')) : type;
  }

  /** The package part of a name with dots. */
  static String packageOf(String type) {
    return type.contains(".") ? type.substring(0, type.lastIndexOf('.')) : "";
  }
}
