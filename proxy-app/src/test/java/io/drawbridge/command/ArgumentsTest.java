// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ArgumentsTest {
  private static final List<Option> OPTIONS =
      List.of(Option.config(), Option.of("--target", "NAME", ""), Option.flag("--stdio", ""));

  private static Arguments parse(String... words) throws CommandException {
    return Arguments.parse(List.of(words), OPTIONS);
  }

  private static String refused(String... words) {
    CommandException e = assertThrows(CommandException.class, () -> parse(words));
    assertEquals(ExitCode.USAGE, e.code());
    return e.getMessage();
  }

  @Test
  void aWordThatTheLocaleCannotReadIsRefusedAndNotHandedOnChanged() {
    for (List<String> words : List.of(List.of("a\ufffd"), List.of("--", "printf", "Zo\ufffd"))) {
      CommandException refused =
          assertThrows(CommandException.class, () -> Arguments.parse(words, List.of()));
      assertEquals(ExitCode.USAGE, refused.code());
      assertTrue(refused.getMessage().contains("LC_ALL=C.UTF-8"), refused.getMessage());
    }
  }

  @Test
  void aValueFollowsOrIsJoinedByAnEqualsSign() throws CommandException {
    assertEquals(Optional.of("a"), parse("--config", "a").value("--config"));
    assertEquals(Optional.of("a"), parse("-c", "a").value("--config"));
    assertEquals(Optional.of("a=b"), parse("--config=a=b").value("--config"));
    assertEquals(List.of("x", "y"), parse("--target", "x", "--target=y").values("--target"));
    assertTrue(parse("--stdio").has("--stdio"));
    assertFalse(parse().has("--stdio"));
  }

  @Test
  void aLoneHyphenIsAValueOrAWordAndNoOption() throws CommandException {
    assertEquals(Optional.of("-"), parse("--config", "-").value("--config"));
    assertEquals(List.of("-"), parse("-").words());
  }

  @Test
  void behindTwoHyphensNothingIsAnOption() throws CommandException {
    Arguments arguments = parse("--stdio", "--", "psql", "--config", "--");
    assertEquals(List.of("psql", "--config", "--"), arguments.rest());
    assertFalse(arguments.has("--config"));
  }

  @Test
  void whatIsWrongIsNamed() throws CommandException {
    assertEquals("unknown option --traget; did you mean --target?", refused("--traget", "x"));
    assertEquals("unknown option --zzzzzz", refused("--zzzzzz"));
    assertEquals("--config needs FILE", refused("--config"));
    assertEquals("--stdio takes no value", refused("--stdio=yes"));
    Arguments twice = parse("-c", "a", "-c", "b");
    assertThrows(CommandException.class, () -> twice.value("--config"));
    assertThrows(CommandException.class, () -> parse("word").noWords());
    assertThrows(CommandException.class, () -> parse().required("--config"));
  }
}
