package io.pikabus.arquillian.apps.payloads;

import jakarta.enterprise.context.ApplicationScoped;

/** Says what its superclass takes. */
@ApplicationScoped
public class Inheriting extends Base<Order> {}
