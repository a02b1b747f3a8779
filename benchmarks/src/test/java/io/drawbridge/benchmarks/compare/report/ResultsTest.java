// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.benchmarks.compare.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drawbridge.benchmarks.compare.contender.Contender;
import io.drawbridge.json.JsonLimits;
import io.drawbridge.json.JsonReader;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** Medians are held against what they should be held against. */
class ResultsTest {
  private static final String WORK = "bulk down ×1";

  private final Results results = new Results(3);

  private void measured(Contender contender, Metric metric, long... values) {
    for (int i = 0; i < values.length; i++) {
      results.add(new Sample(WORK, contender, i + 1, Map.of(metric, values[i]), List.of()));
    }
  }

  private Judgement verdict(Goal goal) {
    results.add(goal);
    Judgement verdict = results.verdicts().getLast();
    assertTrue(verdict.measured());
    return verdict;
  }

  @Test
  void lessIsHeldAgainstTheLeastAndMoreAgainstTheMost() {
    measured(Contender.DRAWBRIDGE, Metric.CPU_PER_GB, 900, 200, 210);
    measured(Contender.HAPROXY, Metric.CPU_PER_GB, 500, 400);
    measured(Contender.NGINX, Metric.CPU_PER_GB, 420);
    Judgement cpu = verdict(Goal.better(WORK, Metric.CPU_PER_GB, 0.5));
    assertEquals(210, cpu.value().orElseThrow());
    assertEquals(420, cpu.reference().orElseThrow());
    assertEquals("nginx", cpu.against());
    assertTrue(cpu.met(), "0.5 is still good");

    measured(Contender.DRAWBRIDGE, Metric.THROUGHPUT, 110);
    measured(Contender.HAPROXY, Metric.THROUGHPUT, 100);
    measured(Contender.NGINX, Metric.THROUGHPUT, 90);
    assertFalse(verdict(Goal.better(WORK, Metric.THROUGHPUT, 1.2)).met());
  }

  @Test
  void theCeilingAndTheTunedOneAreNoRivals() {
    measured(Contender.DRAWBRIDGE, Metric.THROUGHPUT, 120);
    measured(Contender.NGINX, Metric.THROUGHPUT, 100);
    measured(Contender.DIRECT, Metric.THROUGHPUT, 900);
    measured(Contender.HAPROXY_LARGE_PIPES, Metric.THROUGHPUT, 900);
    assertTrue(verdict(Goal.better(WORK, Metric.THROUGHPUT, 1.2)).met());
  }

  @Test
  void aGoalWithoutItsOtherSideIsListedAndNotMet() {
    measured(Contender.DRAWBRIDGE, Metric.RATE, 100);
    measured(Contender.NGINX, Metric.RATE, 1);
    results.add(Goal.haproxy(WORK, Metric.RATE, 0.5));
    results.add(Goal.better(WORK, Metric.RATE, 0.5));
    results.add(Goal.better("another work", Metric.RATE, 0.5));
    String markdown = MarkdownReport.of(results, Map.of());
    assertTrue(markdown.contains("The bar: 1 of 3 met, 2 not measured"), markdown);
    assertTrue(
        markdown.contains("| Drawbridge |  | HAProxy |  |  | ≥ 0.50 × | **not measured** |"),
        markdown);
  }

  @Test
  void fewerRunsThanAskedForAreTold() {
    measured(Contender.DRAWBRIDGE, Metric.RATE, 100, 200);
    measured(Contender.NGINX, Metric.RATE, 300);
    String markdown = MarkdownReport.of(results, Map.of());
    assertTrue(
        markdown.contains("| 150 [100 … 200], 2 runs | 300 [300 … 300], 1 run | 0.50 |"), markdown);
  }

  @Test
  void whoDoesNotKeepUpWithTheOfferedRateIsShown() {
    results.add(
        new Sample(
            WORK,
            Contender.NGINX,
            1,
            Map.of(Metric.OFFERED, 1000L, Metric.TRIPS, 979L),
            List.of()));
    results.add(
        new Sample(
            WORK,
            Contender.HAPROXY,
            2,
            Map.of(Metric.OFFERED, 1000L, Metric.TRIPS, 980L),
            List.of()));
    String markdown = MarkdownReport.of(results, Map.of());
    String told = "- **overloaded**: " + WORK + ", nginx, run 1: 979 of 1,000/s came back in time";
    assertTrue(markdown.contains(told), markdown);
    assertEquals(2, markdown.split("overloaded").length, "nobody else: " + markdown);
    assertTrue(
        JsonReport.of(results, Map.of(), Map.of()).contains("\"run\":1,\"overloaded\":true"));
  }

  @Test
  void aBareGoalIsAValue() {
    measured(Contender.DRAWBRIDGE, Metric.HEAP, 3072);
    assertTrue(verdict(Goal.most(WORK, Metric.HEAP, 3072)).met());
    assertFalse(verdict(Goal.most(WORK, Metric.HEAP, 3071)).met());
  }

  @Test
  void theReportsSayWhatIsMissingAndWhatWasMissed() throws Exception {
    measured(Contender.DRAWBRIDGE, Metric.CPU_PER_GB, 500_000_000, 400_000_000);
    measured(Contender.NGINX, Metric.CPU_PER_GB, 600_000_000);
    results.add(Goal.better(WORK, Metric.CPU_PER_GB, 0.5));
    results.missing(Contender.HAPROXY, "haproxy is not on PATH");
    String markdown = MarkdownReport.of(results, Map.of("kernel", "Linux"));
    assertTrue(markdown.contains("HAProxy does not take part**: haproxy is not on PATH"), markdown);
    assertTrue(markdown.contains("The bar: 0 of 1 met"), markdown);
    assertTrue(markdown.contains("| 0.75 | ≤ 0.50 × | **missed** |"), markdown);
    assertTrue(markdown.contains("0.450 [0.400 … 0.500], 2 runs"), markdown);
    String json = JsonReport.of(results, Map.of("kernel", "Linux"), Map.of("a.cfg", "x\n"));
    Map<String, Object> read =
        JsonReader.readObject(json.getBytes(StandardCharsets.UTF_8), JsonLimits.STANDARD);
    assertEquals(3, ((List<?>) read.get("runs")).size());
    assertEquals("99.95", ((List<?>) read.get("percentiles")).get(10));
    assertTrue(read.get("runs").toString().contains("cpuNanosPerGigabyte=500000000"), json);
  }

  @Test
  void whereTheRunsScatterNoGoalIsJudgedAndNoTableShown() {
    measured(Contender.DRAWBRIDGE, Metric.CPU_PER_GB, 200, 210, 290);
    measured(Contender.HAPROXY, Metric.CPU_PER_GB, 500, 510, 520);
    measured(Contender.NGINX, Metric.CPU_PER_GB, 500, 510, 640);
    results.add(Goal.better(WORK, Metric.CPU_PER_GB, 0.5));
    String markdown = MarkdownReport.of(results, Map.of());
    assertTrue(markdown.contains("## The machine was not quiet"), markdown);
    assertTrue(markdown.contains("scatter by 27 % in CPU time"), markdown);
    assertFalse(markdown.contains("met |"), markdown);
    assertFalse(markdown.contains("|"), markdown);
  }

  @Test
  void whereSomethingElseWasAtWorkNoGoalIsJudgedAndNoTableShown() {
    measured(Contender.DRAWBRIDGE, Metric.CPU_PER_GB, 200, 200, 200);
    results.add(Goal.most(WORK, Metric.CPU_PER_GB, 300));
    assertTrue(MarkdownReport.of(results, Map.of()).contains("1 of 1 met"));
    results.disturbed("0.50 processors were busy");
    String markdown = MarkdownReport.of(results, Map.of());
    assertTrue(markdown.contains("- 0.50 processors were busy"), markdown);
    assertFalse(markdown.contains("|"), markdown);
  }

  @Test
  void fewerThanThreeRunsDecideNothing() {
    Results few = new Results(2);
    few.add(new Sample(WORK, Contender.DRAWBRIDGE, 1, Map.of(Metric.HEAP, 1L), List.of()));
    few.add(Goal.most(WORK, Metric.HEAP, 2));
    String markdown = MarkdownReport.of(few, Map.of());
    assertTrue(markdown.contains("The bar: not judged, too few runs"), markdown);
    assertTrue(markdown.contains("| not judged |"), markdown);
  }

  @Test
  void chartsFitAPageAndSayWhoseEachBarIs() throws Exception {
    measured(Contender.DRAWBRIDGE, Metric.CPU_PER_GB, 200_000_000, 210_000_000);
    measured(Contender.HAPROXY, Metric.CPU_PER_GB, 400_000_000);
    Map<String, String> charts = BarChart.all(results, "2 < 3 & here");
    assertEquals(Set.of("cpu-per-gb.svg"), charts.keySet());
    Element svg = document(charts.get("cpu-per-gb.svg"));
    assertTrue(Integer.parseInt(svg.getAttribute("width")) <= 900, "the width of a page");
    List<String> texts = all(svg, "text").map(Element::getTextContent).toList();
    assertTrue(
        texts.containsAll(List.of(WORK, "Drawbridge", "0.205", "HAProxy", "0.400")), "" + texts);
    List<Integer> lengths =
        all(svg, "rect")
            .filter(bar -> bar.getAttribute("height").equals("14"))
            .map(bar -> Integer.parseInt(bar.getAttribute("width")))
            .toList();
    assertEquals(List.of(256, 500), lengths);
  }

  private static Element document(String text) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)))
        .getDocumentElement();
  }

  private static Stream<Element> all(Element root, String name) {
    NodeList found = root.getElementsByTagName(name);
    return IntStream.range(0, found.getLength()).mapToObj(i -> (Element) found.item(i));
  }
}
