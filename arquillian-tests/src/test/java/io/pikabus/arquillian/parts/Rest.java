package io.pikabus.arquillian.parts;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;

/** Switches on the resources of an application. */
@ApplicationPath("/")
public class Rest extends Application {}
