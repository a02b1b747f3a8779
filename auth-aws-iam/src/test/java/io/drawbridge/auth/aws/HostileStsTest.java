// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.auth.aws;

import static io.drawbridge.auth.aws.AwsFixture.ask;
import static io.drawbridge.auth.aws.AwsFixture.verified;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.drawbridge.auth.Authentication;
import io.drawbridge.auth.Authenticator;
import io.drawbridge.auth.ContractIssuer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An STS, or whoever poses as one, that answers anything but the one document that counts. */
class HostileStsTest {
  private final AwsFixture fixture = new AwsFixture();
  private Authenticator authenticator;

  HostileStsTest() throws Exception {}

  @BeforeEach
  void create() throws Exception {
    authenticator = fixture.create();
  }

  @AfterEach
  void close() {
    authenticator.close();
    fixture.close();
  }

  private void assertCannotBeTold(StsStub.Scripted answer) throws Exception {
    fixture.sts.always(answer);
    assertInstanceOf(
        Authentication.Unavailable.class,
        ask(authenticator, fixture.signing().credentials()),
        answer.body());
  }

  @Test
  void aRedirectIsNotFollowed() throws Exception {
    try (StsStub elsewhere = new StsStub()) {
      for (int status : new int[] {301, 302, 303, 307, 308}) {
        assertCannotBeTold(
            new StsStub.Scripted(status, Map.of("Location", elsewhere.url() + "/"), ""));
      }
      assertEquals(List.of(), elsewhere.asked());
    }
  }

  @Test
  void aHugeAnswerIsRefused() throws Exception {
    String good = StsStub.answer(StsStub.CALLER, StsStub.USER_ID);
    assertCannotBeTold(StsStub.Scripted.json(200, good + " ".repeat(64 * 1024)));
  }

  @Test
  void anAnswerInXmlIsRefused() throws Exception {
    String xml =
        "<GetCallerIdentityResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\">"
            + "<GetCallerIdentityResult><Arn>"
            + StsStub.CALLER
            + "</Arn><UserId>A:b</UserId><Account>123456789012</Account>"
            + "</GetCallerIdentityResult></GetCallerIdentityResponse>";
    assertCannotBeTold(new StsStub.Scripted(200, Map.of("Content-Type", "text/xml"), xml));
    assertCannotBeTold(StsStub.Scripted.json(200, xml));
    assertCannotBeTold(
        StsStub.Scripted.json(200, ContractIssuer.json(Map.of("SubjectFromToken", xml))));
  }

  @Test
  void aCallerInsideAnotherAnswerIsRefused() throws Exception {
    String good = StsStub.answer(StsStub.CALLER, StsStub.USER_ID);
    String inner = good.substring(1, good.length() - 1);
    for (String body :
        List.of(
            "{\"AssumeRoleWithWebIdentityResponse\":" + good + "}",
            "[" + good + "]",
            good + good,
            good + "x",
            "{" + inner + ",\"Other\":1}",
            "{" + inner + "," + inner + "}",
            good.replace("\"Account\"", "\"Extra\":1,\"Account\""),
            good.replace("\"Account\"", "\"account\""),
            good.replace("\"ResponseMetadata\"", "\"Result\""),
            good.replace("\"123456789012\"", "123456789012"),
            "{}",
            "null",
            "")) {
      assertCannotBeTold(StsStub.Scripted.json(200, body));
    }
  }

  @Test
  void aGoodDocumentUnderAnotherTypeIsRefused() throws Exception {
    String good = StsStub.answer(StsStub.CALLER, StsStub.USER_ID);
    for (String type : List.of("text/html", "text/xml", "application/jsonp", "")) {
      assertCannotBeTold(new StsStub.Scripted(200, Map.of("Content-Type", type), good));
    }
    assertCannotBeTold(new StsStub.Scripted(200, Map.of(), good));
  }

  @Test
  void anAnswerThatContradictsItselfIsRefused() throws Exception {
    String good = StsStub.answer(StsStub.CALLER, StsStub.USER_ID);
    for (String body :
        List.of(
            good.replace("\"123456789012\"", "\"999999999999\""),
            good.replace(":job-302\"", ":other\""),
            good.replace("AROAEXAMPLEEXAMPLE123", ""),
            good.replace("AROAEXAMPLEEXAMPLE123", "aroa example"))) {
      assertFalse(body.equals(good));
      assertCannotBeTold(StsStub.Scripted.json(200, body));
    }
  }

  @Test
  void anStsThatFailsOrHangsLetsNobodyIn() throws Exception {
    for (int status : new int[] {204, 401, 404, 429, 500, 503}) {
      assertCannotBeTold(StsStub.Scripted.json(status, ""));
    }
    assertCannotBeTold(new StsStub.Scripted(0, Map.of(), ""));
  }

  @Test
  void aProofThatStsCouldNotJudgeIsNotSpent() throws Exception {
    assertCannotBeTold(StsStub.Scripted.json(500, ""));
    fixture.sts.always(null);
    verified(authenticator, fixture.signing().credentials());
  }
}
