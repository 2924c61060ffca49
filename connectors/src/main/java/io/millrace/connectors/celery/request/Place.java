package io.millrace.connectors.celery.request;

/** Where a request stands on the log. */
public record Place(int partition, long offset) {}
