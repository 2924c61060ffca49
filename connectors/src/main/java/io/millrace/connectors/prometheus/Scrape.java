package io.millrace.connectors.prometheus;

/**
 * An answer to a scraper.
 *
 * @param contentType of the body
 * @param body not to be changed
 */
@SuppressWarnings("ArrayRecordComponent")
public record Scrape(String contentType, byte[] body) {}
