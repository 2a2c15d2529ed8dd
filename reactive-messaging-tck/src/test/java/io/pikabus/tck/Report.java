package io.pikabus.tck;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/** One test class's report in the XML that Maven writes. */
final class Report {

  private Report() {}

  /**
   * Adds the tests of a report.
   *
   * @param tests gets all
   * @param passed gets those that neither failed nor were skipped
   * @throws IOException if it cannot be read, or is no such report
   */
  static void read(Path file, Set<String> tests, Set<String> passed) throws IOException {
    NodeList cases;
    try {
      cases =
          DocumentBuilderFactory.newInstance()
              .newDocumentBuilder()
              .parse(file.toFile())
              .getElementsByTagName("testcase");
    } catch (ParserConfigurationException | SAXException e) {
      throw new IOException("No report of tests: " + file + ". Run ./tck again.", e);
    }
    for (int i = 0; i < cases.getLength(); i++) {
      Element test = (Element) cases.item(i);
      // Maven appends the server to the class, and the table has it already.
      String type = test.getAttribute("classname").replaceFirst("[(].*[)]$", "");
      String name = type + "." + test.getAttribute("name");
      tests.add(name);
      if (!has(test, "failure") && !has(test, "error") && !has(test, "skipped")) {
        passed.add(name);
      }
    }
  }

  private static boolean has(Element test, String outcome) {
    return test.getElementsByTagName(outcome).getLength() > 0;
  }
}
