package io.pikabus.example.shop;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;

/** Everything below {@code /shop} is a resource. */
@ApplicationPath("/")
public class Shop extends Application {}
