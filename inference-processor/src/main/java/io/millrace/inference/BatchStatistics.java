package io.millrace.inference;

/**
 * How requests were batched.
 *
 * @param batches runs of a model
 * @param requests answered by them
 * @param rows of these requests
 * @param misses records that the look-ahead had not prepared, and that were computed alone
 * @param ahead requests of this process that were put into batches before the stage came to their records
 */
public record BatchStatistics(long batches, long requests, long rows, long misses, long ahead) {}
