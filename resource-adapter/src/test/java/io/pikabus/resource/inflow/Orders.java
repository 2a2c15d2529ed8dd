package io.pikabus.resource.inflow;

/** What {@link ShopBean} works with. */
interface Orders {
  void accept(OrderPlaced order);

  void note(String type, String json);
}
