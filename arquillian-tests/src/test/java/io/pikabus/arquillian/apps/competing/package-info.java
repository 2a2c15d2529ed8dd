/** Applications whose channels cannot share their queue. They are refused by the server. */
@NullMarked
package io.pikabus.arquillian.apps.competing;

import org.jspecify.annotations.NullMarked;
