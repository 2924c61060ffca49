/** Tests of mirrors, as far as they take no broker. */
@NullMarked
package io.millrace.connectors.rabbitmq.mirror;

import org.jspecify.annotations.NullMarked;
