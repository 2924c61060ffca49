/** Talks to a running Millrace over HTTP, as any other client would. */
@NullMarked
package io.millrace.launcher.http;

import org.jspecify.annotations.NullMarked;
