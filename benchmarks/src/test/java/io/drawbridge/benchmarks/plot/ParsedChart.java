// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.benchmarks.plot;

import java.io.IOException;
import java.io.StringReader;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/** A chart read back by an XML parser; values are read off its axis as an eye would. */
record ParsedChart(Document document) {
  static ParsedChart of(String svg) {
    try {
      return new ParsedChart(
          DocumentBuilderFactory.newNSInstance()
              .newDocumentBuilder()
              .parse(new InputSource(new StringReader(svg))));
    } catch (ParserConfigurationException | SAXException | IOException e) {
      throw new AssertionError("no XML: " + svg, e);
    }
  }

  /** One attribute of all elements with this name and class. */
  List<Double> numbers(String name, String style, String attribute) {
    return elements(name)
        .filter(element -> element.getAttribute("class").equals(style))
        .map(element -> Double.valueOf(element.getAttribute(attribute)))
        .toList();
  }

  List<String> texts(String style) {
    return elements("text")
        .filter(element -> element.getAttribute("class").equals(style))
        .map(Element::getTextContent)
        .toList();
  }

  String everyText() {
    return document.getDocumentElement().getTextContent();
  }

  /** The value at a height, by the first and the last number of an even axis. */
  double value(double y) {
    List<Double> lines = numbers("line", "grid", "y1");
    double first = Double.parseDouble(texts("tick").getFirst());
    double last = Double.parseDouble(texts("tick").getLast());
    int ticks = texts("tick").size();
    double share = (y - lines.getFirst()) / (lines.get(ticks - 1) - lines.getFirst());
    return first + share * (last - first);
  }

  List<Double> values(List<Double> heights) {
    return heights.stream().map(y -> Math.round(value(y) * 20) / 20.0).toList();
  }

  /** The same on a logarithmic axis. */
  double logarithmic(double y) {
    List<Double> lines = numbers("line", "grid", "y1");
    List<String> ticks = texts("tick");
    double first = Math.log(Double.parseDouble(ticks.getFirst().replace(",", "")));
    double last = Math.log(Double.parseDouble(ticks.getLast().replace(",", "")));
    double share = (y - lines.getFirst()) / (lines.get(ticks.size() - 1) - lines.getFirst());
    return Math.exp(first + share * (last - first));
  }

  List<String> polyline() {
    return List.of(
        elements("polyline").findFirst().orElseThrow().getAttribute("points").split(" "));
  }

  private Stream<Element> elements(String name) {
    NodeList nodes = document.getElementsByTagNameNS("*", name);
    return IntStream.range(0, nodes.getLength()).mapToObj(i -> (Element) nodes.item(i));
  }
}
