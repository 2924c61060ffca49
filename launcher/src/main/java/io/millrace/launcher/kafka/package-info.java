/** The embedded Kafka broker and the directory it lives in. */
@NullMarked
package io.millrace.launcher.kafka;

import org.jspecify.annotations.NullMarked;
