package io.pikabus.example.shop;

import io.pikabus.example.shop.messages.PlaceOrder;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.PersistenceException;
import jakarta.ws.rs.BadRequestException;
import jakarta.ws.rs.ClientErrorException;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriBuilder;
import java.util.List;
import java.util.UUID;

/** Orders over HTTP. */
@Path("orders")
@ApplicationScoped
@Produces(MediaType.APPLICATION_JSON)
public class OrderResource {
  @Inject Checkout checkout;
  @Inject Orders orders;

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  public Response place(String body) {
    Order order = placeOnce(commandIn(body));
    return Response.created(UriBuilder.fromPath("orders/{id}").build(order.getOrderId()))
        .entity(order)
        .build();
  }

  private static PlaceOrder commandIn(String body) {
    try {
      return OrderForm.read(body);
    } catch (IllegalArgumentException e) {
      throw new BadRequestException(e.getMessage(), e);
    }
  }

  private Order placeOnce(PlaceOrder command) {
    refuseDuplicate(command.orderId());
    try {
      return checkout.place(command);
    } catch (PersistenceException e) {
      refuseDuplicate(command.orderId()); // another request with this id was a moment faster
      throw e;
    }
  }

  private void refuseDuplicate(UUID orderId) {
    if (orders.has(orderId)) {
      throw new ClientErrorException(
          "There is an order " + orderId + " already.", Response.Status.CONFLICT);
    }
  }

  @GET
  public List<Order> all() {
    return orders.all();
  }

  @GET
  @Path("{orderId}")
  public Order one(@PathParam("orderId") UUID orderId) {
    return orders
        .find(orderId)
        .orElseThrow(() -> new NotFoundException("There is no order " + orderId + "."));
  }
}
