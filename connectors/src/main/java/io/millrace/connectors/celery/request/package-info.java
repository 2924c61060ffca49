/**
 * The requests of predictions that a worker writes. Each bears the call that it answers, so that one record says all, and
 * none needs a transaction: it is on the log or it is not.
 */
@NullMarked
package io.millrace.connectors.celery.request;

import org.jspecify.annotations.NullMarked;
