/** Real Docker engines for tests, each with its own data, network and socket. */
@NullMarked
package io.millrace.testing.docker;

import org.jspecify.annotations.NullMarked;
