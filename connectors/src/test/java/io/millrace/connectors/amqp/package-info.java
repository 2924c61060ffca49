@NullMarked
package io.millrace.connectors.amqp;

import org.jspecify.annotations.NullMarked;
