/** The commands that bridge to RabbitMQ. */
@NullMarked
package io.millrace.launcher.cli.bridge;

import org.jspecify.annotations.NullMarked;
