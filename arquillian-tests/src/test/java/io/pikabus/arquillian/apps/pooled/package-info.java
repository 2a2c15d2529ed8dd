/** An application that has the resource adapter in its own EAR. */
package io.pikabus.arquillian.apps.pooled;
