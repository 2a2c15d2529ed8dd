package io.pikabus.benchmark.wildfly.application;

import io.pikabus.benchmark.agent.Order;
import jakarta.inject.Inject;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Takes an order as a request's body, and answers with the line of its measurement. */
@WebServlet(Door.PATH)
public class Door extends HttpServlet {

  /** Below the application's own. */
  public static final String PATH = "/order";

  private static final long serialVersionUID = 1;

  @Inject transient Forwarding forwarding;

  @Override
  protected void doPost(HttpServletRequest request, HttpServletResponse response)
      throws ServletException, IOException {
    try {
      Order order = Order.parse(request.getReader().readLine());
      response.getWriter().print(forwarding.run(order).line());
    } catch (Exception failure) {
      throw new ServletException(failure);
    }
  }
}
