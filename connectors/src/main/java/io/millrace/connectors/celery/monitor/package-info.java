/** What monitors of Celery see: events, and the answers to remote control. */
@NullMarked
package io.millrace.connectors.celery.monitor;

import org.jspecify.annotations.NullMarked;
